package dev.kiln.operator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The names of what the operator makes: the same inputs always give the same name, so that nothing
/// is made twice.
final class BuildNames {
  /// Names of Jobs become label values of their pods, which are this long at most.
  private static final int LONGEST_LABEL = 63;

  private static final int HASH_DIGITS = 10;

  /// The Job of a build, and its ConfigMap: `name-number`. Dots are legal in a Job's name and not
  /// in its pods' host names, so they go too.
  static String job(String imageBuild, int number) {
    String suffix = "-" + number;
    String plain = imageBuild.replace('.', '-');
    if (plain.equals(imageBuild) && plain.length() + suffix.length() <= LONGEST_LABEL) {
      return plain + suffix;
    }
    String tail = "-" + hash(imageBuild) + suffix;
    return cut(plain, LONGEST_LABEL - tail.length()) + tail;
  }

  /// A label value that stands for an object's name.
  static String label(String name) {
    if (name.length() <= LONGEST_LABEL) {
      return name;
    }
    String tail = "-" + hash(name);
    return cut(name, LONGEST_LABEL - tail.length()) + tail;
  }

  /// The event that tells of one reason once for each build.
  static String event(String imageBuild, String uid, int number, String reason) {
    return cut(imageBuild, 200) + "." + hash(uid + "/" + number + "/" + reason);
  }

  private static String cut(String text, int length) {
    String head = text.substring(0, Math.min(text.length(), length));
    return head.replaceFirst("[-.]+$", "");
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private BuildNames() {}
}
