package dev.kiln.engine.linux;

/// Flags of `open`; two of them differ between the processors.
final class OpenFlags {
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  static final int READ = 0;
  static final int WRITE = 1;
  static final int READ_WRITE = 2;
  static final int CREATE = 0100;
  static final int EXCLUSIVE = 0200;
  static final int NO_TTY = 0400;
  static final int NO_BLOCK = 04000;
  static final int CLOSE_ON_EXEC = 02000000;
  static final int PATH = 010000000;
  static final int DIRECTORY = ARM ? 040000 : 0200000;
  static final int NO_FOLLOW = ARM ? 0100000 : 0400000;

  private OpenFlags() {}
}
