package dev.kiln.engine.archive;

import java.io.IOException;

/// An archive that is malformed, hostile, or needs what cannot be done here. The message names the
/// entry, with what could confuse a terminal made visible.
public final class ArchiveException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_NAME = 200;

  public ArchiveException(String problem) {
    super(problem);
  }

  public ArchiveException(String entry, String problem) {
    super("archive entry " + quoted(entry) + ": " + problem);
  }

  public ArchiveException(String entry, String problem, IOException cause) {
    super("archive entry " + quoted(entry) + ": " + problem, cause);
  }

  static String quoted(String name) {
    StringBuilder text = new StringBuilder("'");
    int end = Math.min(name.length(), LONGEST_NAME);
    for (int i = 0; i < end; i++) {
      char c = name.charAt(i);
      if (Character.isISOControl(c)
          || Character.isSurrogate(c)
          || Character.getType(c) == Character.FORMAT) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append(end < name.length() ? "…'" : "'").toString();
  }
}
