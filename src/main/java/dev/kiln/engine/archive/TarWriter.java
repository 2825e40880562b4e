package dev.kiln.engine.archive;

import dev.kiln.engine.linux.FileNames;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// Writes a tar archive: plain ustar where it can say everything, PAX records where not. The bytes
/// depend on the entries alone: no names of users, no other fields.
public final class TarWriter {
  private static final byte[] MAGIC = "ustar\00000".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PAX_NAME = "PaxHeaders.0/entry".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ZEROS = new byte[2 * TarHeader.SIZE];

  private final OutputStream out;
  private final byte[] buffer = new byte[128 * 1024];

  /// Writes to `out` in pieces of a block and more; it stays open.
  public TarWriter(OutputStream out) {
    this.out = out;
  }

  /// Writes an entry without content.
  ///
  /// @throws IllegalArgumentException when its size is not zero
  public void write(TarEntry entry) throws IOException {
    write(entry, InputStream.nullInputStream());
  }

  /// Writes an entry and as much of the content as its size says.
  public void write(TarEntry entry, InputStream content) throws IOException {
    if (entry.size() != 0 && entry.type() != TarEntry.Type.REGULAR) {
      throw new IllegalArgumentException("only a regular file has content: " + entry.name());
    }
    Map<String, byte[]> pax = new TreeMap<>(FileNames.BY_BYTES);
    TarHeader header = header(entry, pax);
    if (!pax.isEmpty()) {
      writePax(PaxRecords.format(pax));
    }
    out.write(header.block);
    copy(entry, content);
  }

  /// Ends the archive.
  public void finish() throws IOException {
    out.write(ZEROS);
    out.flush();
  }

  private static TarHeader header(TarEntry entry, Map<String, byte[]> pax) throws ArchiveException {
    TarHeader header = new TarHeader(new byte[TarHeader.SIZE]);
    putName(header, entry.name(), pax);
    putText(header, TarHeader.LINK_NAME, "linkpath", entry.linkName(), pax);
    header.put(TarHeader.MODE, entry.mode());
    putNumber(header, TarHeader.UID, "uid", Integer.toUnsignedLong(entry.uid()), pax);
    putNumber(header, TarHeader.GID, "gid", Integer.toUnsignedLong(entry.gid()), pax);
    putNumber(header, TarHeader.LENGTH, "size", entry.size(), pax);
    putTime(header, entry, pax);
    header.put(TarHeader.DEV_MAJOR, Integer.toUnsignedLong(entry.devMajor()));
    header.put(TarHeader.DEV_MINOR, Integer.toUnsignedLong(entry.devMinor()));
    putAttributes(entry, pax);
    finish(header, entry.type().flag);
    return header;
  }

  private static void putAttributes(TarEntry entry, Map<String, byte[]> pax)
      throws ArchiveException {
    for (Map.Entry<String, byte[]> attribute : entry.attributes().entrySet()) {
      String name = attribute.getKey();
      if (name.indexOf('=') >= 0) {
        throw new ArchiveException(
            entry.name(),
            "its attribute " + ArchiveException.quoted(name) + " cannot be named in an archive");
      }
      pax.put(PaxRecords.ATTRIBUTE + name, attribute.getValue());
    }
  }

  private static void finish(TarHeader header, char type) {
    header.setType(type);
    header.put(TarHeader.MAGIC, MAGIC);
    header.putChecksum();
  }

  private static void putName(TarHeader header, String name, Map<String, byte[]> pax) {
    byte[] bytes = FileNames.encode(name);
    int slash = bytes.length > TarHeader.NAME.length() ? splitAt(bytes) : -1;
    if (slash > 0 && isAscii(bytes)) {
      header.put(TarHeader.PREFIX, Arrays.copyOf(bytes, slash));
      header.put(TarHeader.NAME, Arrays.copyOfRange(bytes, slash + 1, bytes.length));
    } else {
      putText(header, TarHeader.NAME, "path", name, pax);
    }
  }

  /// The first slash that leaves a name that fits after it, when what is before it fits too.
  private static int splitAt(byte[] name) {
    for (int i = name.length - TarHeader.NAME.length() - 1; i < name.length - 1; i++) {
      if (name[i] == '/' && i <= TarHeader.PREFIX.length()) {
        return i;
      }
    }
    return -1;
  }

  private static void putText(
      TarHeader header, TarHeader.Field field, String key, String text, Map<String, byte[]> pax) {
    byte[] bytes = FileNames.encode(text);
    header.put(field, bytes);
    if (bytes.length > field.length() || !isAscii(bytes)) {
      pax.put(key, bytes);
    }
  }

  private static void putNumber(
      TarHeader header, TarHeader.Field field, String key, long number, Map<String, byte[]> pax) {
    boolean fits = number <= field.largest();
    header.put(field, fits ? number : 0);
    if (!fits) {
      pax.put(key, Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void putTime(TarHeader header, TarEntry entry, Map<String, byte[]> pax) {
    long seconds = entry.mtimeSeconds();
    boolean fits = seconds >= 0 && seconds <= TarHeader.MTIME.largest();
    header.put(TarHeader.MTIME, fits ? seconds : 0);
    if (!fits || entry.mtimeNanos() != 0) {
      pax.put("mtime", PaxTime.format(seconds, entry.mtimeNanos()));
    }
  }

  private void writePax(byte[] records) throws IOException {
    TarHeader header = new TarHeader(new byte[TarHeader.SIZE]);
    header.put(TarHeader.NAME, PAX_NAME);
    header.put(TarHeader.MODE, 0644);
    header.put(TarHeader.UID, 0);
    header.put(TarHeader.GID, 0);
    header.put(TarHeader.LENGTH, records.length);
    header.put(TarHeader.MTIME, 0);
    finish(header, 'x');
    out.write(header.block);
    out.write(records);
    pad(records.length);
  }

  private void copy(TarEntry entry, InputStream content) throws IOException {
    long left = entry.size();
    while (left > 0) {
      int n = content.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        throw new EOFException(
            ArchiveException.quoted(entry.name()) + " became shorter while it was read");
      }
      out.write(buffer, 0, n);
      left -= n;
    }
    pad(entry.size());
  }

  private void pad(long size) throws IOException {
    out.write(ZEROS, 0, (int) (-size & (TarHeader.SIZE - 1)));
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }
}
