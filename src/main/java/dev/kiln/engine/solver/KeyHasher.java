package dev.kiln.engine.solver;

import dev.kiln.engine.oci.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// Hashes a sequence of fields, each with its length before it, so that no two sequences look
/// alike.
final class KeyHasher {
  private final MessageDigest hash = Digest.newSha256();

  KeyHasher field(String text) {
    return field(text.getBytes(StandardCharsets.UTF_8));
  }

  KeyHasher field(byte[] bytes) {
    hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    hash.update(bytes);
    return this;
  }

  /// Ends the sequence.
  Digest digest() {
    return Digest.ofSha256(hash.digest());
  }
}
