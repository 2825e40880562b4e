package dev.kiln.engine.archive;

import dev.kiln.engine.linux.FileNames;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One header block of 512 bytes: where its fields are, and how numbers and text stand in them.
final class TarHeader {
  static final int SIZE = 512;
  static final Field NAME = new Field(0, 100);
  static final Field MODE = new Field(100, 8);
  static final Field UID = new Field(108, 8);
  static final Field GID = new Field(116, 8);
  static final Field LENGTH = new Field(124, 12);
  static final Field MTIME = new Field(136, 12);
  static final Field CHECKSUM = new Field(148, 8);
  static final Field LINK_NAME = new Field(157, 100);
  static final Field MAGIC = new Field(257, 8);
  static final Field DEV_MAJOR = new Field(329, 8);
  static final Field DEV_MINOR = new Field(337, 8);
  static final Field PREFIX = new Field(345, 155);
  private static final Field STAR_PREFIX = new Field(345, 131);
  private static final Field STAR_MAGIC = new Field(508, 4);
  private static final int TYPE = 156;

  record Field(int offset, int length) {
    /// The largest number that octal digits and their end have room for.
    long largest() {
      return (1L << (3 * (length - 1))) - 1;
    }
  }

  final byte[] block;

  TarHeader(byte[] block) {
    this.block = block;
  }

  boolean isZero() {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  char type() {
    return (char) (block[TYPE] & 0xFF);
  }

  void setType(char type) {
    block[TYPE] = (byte) type;
  }

  /// The name with the part before it that the POSIX form, and that only, may have.
  String fullName() {
    boolean posix = Arrays.equals(bytes(MAGIC), "ustar\00000".getBytes(StandardCharsets.US_ASCII));
    boolean star = Arrays.equals(bytes(STAR_MAGIC), "tar\0".getBytes(StandardCharsets.US_ASCII));
    String prefix = posix ? text(star ? STAR_PREFIX : PREFIX) : "";
    return prefix.isEmpty() ? text(NAME) : prefix + "/" + text(NAME);
  }

  String text(Field field) {
    byte[] bytes = bytes(field);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return FileNames.decode(Arrays.copyOf(bytes, end));
  }

  /// A number in octal digits, or in GNU's base 256.
  long number(Field field) throws ArchiveException {
    byte[] bytes = bytes(field);
    return (bytes[0] & 0x80) != 0 ? binary(bytes) : octal(bytes);
  }

  private static long octal(byte[] bytes) throws ArchiveException {
    long value = 0;
    boolean digits = false;
    for (byte b : bytes) {
      if (b >= '0' && b <= '7') {
        value = value * 8 + b - '0';
        digits = true;
      } else if (b != ' ' && b != 0) {
        throw new ArchiveException("a number in a header of the archive is malformed");
      } else if (digits) {
        return value; // some writers leave their memory behind the end
      }
    }
    return value;
  }

  private static long binary(byte[] bytes) throws ArchiveException {
    boolean negative = (bytes[0] & 0x40) != 0;
    long value = negative ? -1 : 0;
    for (int i = 0; i < bytes.length; i++) {
      int b = i == 0 ? (negative ? bytes[0] & 0xFF : bytes[0] & 0x7F) : bytes[i] & 0xFF;
      if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
        throw new ArchiveException("a number in a header of the archive is too large");
      }
      value = (value << 8) | b;
    }
    return value;
  }

  boolean hasValidChecksum() {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < SIZE; i++) {
      boolean own = i >= CHECKSUM.offset && i < CHECKSUM.offset + CHECKSUM.length;
      byte b = own ? (byte) ' ' : block[i];
      unsigned += b & 0xFF;
      signed += b;
    }
    try {
      long stored = number(CHECKSUM);
      return stored == unsigned || stored == signed; // some old writers summed signed bytes
    } catch (ArchiveException e) {
      return false;
    }
  }

  void put(Field field, byte[] text) {
    System.arraycopy(text, 0, block, field.offset, Math.min(text.length, field.length));
  }

  void put(Field field, long number) {
    String digits = Long.toOctalString(number);
    int zeros = field.length - 1 - digits.length();
    put(field, ("0".repeat(zeros) + digits).getBytes(StandardCharsets.US_ASCII));
  }

  void putChecksum() {
    Arrays.fill(block, CHECKSUM.offset, CHECKSUM.offset + CHECKSUM.length, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xFF;
    }
    put(CHECKSUM, String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII));
  }

  private byte[] bytes(Field field) {
    return Arrays.copyOfRange(block, field.offset, field.offset + field.length);
  }
}
