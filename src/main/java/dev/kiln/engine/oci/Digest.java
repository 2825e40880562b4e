package dev.kiln.engine.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// The name of content by its hash, such as `sha256:e3b0…` (OCI image spec, "Digests").
///
/// An instance is always well-formed, so its [#hex] is safe as a file name.
public record Digest(String algorithm, String hex) {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern SHA512 = Pattern.compile("[0-9a-f]{128}");

  /// @throws IllegalArgumentException if the parts are no digest of a registered algorithm
  public Digest {
    Pattern form =
        switch (algorithm) {
          case "sha256" -> SHA256;
          case "sha512" -> SHA512;
          default ->
              throw new IllegalArgumentException(
                  "unsupported digest algorithm '" + algorithm + "' (known: sha256, sha512)");
        };
    if (!form.matcher(hex).matches()) {
      throw new IllegalArgumentException("'" + algorithm + ":" + hex + "' is not a digest");
    }
  }

  /// Parses `algorithm:hex`.
  ///
  /// @throws IllegalArgumentException if `text` has another form
  @JsonCreator
  public static Digest parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("'" + text + "' is not a digest");
    }
    return new Digest(text.substring(0, colon), text.substring(colon + 1));
  }

  /// The digest whose SHA-256 hash was computed elsewhere.
  public static Digest ofSha256(byte[] hash) {
    return new Digest("sha256", HexFormat.of().formatHex(hash));
  }

  /// The SHA-256 digest of `content`.
  public static Digest sha256(byte[] content) {
    return ofSha256(newSha256().digest(content));
  }

  /// A fresh SHA-256 hasher.
  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// A fresh hasher of this digest's algorithm.
  public MessageDigest newHasher() {
    try {
      return MessageDigest.getInstance(algorithm.equals("sha512") ? "SHA-512" : "SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  @JsonValue
  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
