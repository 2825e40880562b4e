package dev.kiln.engine.linux;

/// What a name in a directory is, and the bits that say so in a mode (`S_IFMT`).
public enum FileType {
  REGULAR(0100000),
  DIRECTORY(0040000),
  SYMLINK(0120000),
  CHAR_DEVICE(0020000),
  BLOCK_DEVICE(0060000),
  FIFO(0010000),
  SOCKET(0140000);

  private static final int MASK = 0170000;

  final int bits;

  FileType(int bits) {
    this.bits = bits;
  }

  static FileType ofMode(int mode) {
    for (FileType type : values()) {
      if (type.bits == (mode & MASK)) {
        return type;
      }
    }
    throw new IllegalArgumentException("mode without a type: " + Integer.toOctalString(mode));
  }
}
