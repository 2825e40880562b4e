package dev.kiln.engine.archive;

import dev.kiln.engine.linux.FileNames;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads a tar archive as a stream: ustar, GNU's long names and large numbers, PAX records. Sparse
/// files, multi-volume and incremental archives are refused. Names are given as they stand: they
/// are untrusted.
public final class TarReader {
  /// What PAX records or a long name may take; an entry's attributes fit many times.
  private static final int LARGEST_METADATA = 1 << 20;

  private final InputStream in;
  private final byte[] block = new byte[TarHeader.SIZE];
  private final Content content = new Content();
  private final Map<String, byte[]> global = new HashMap<>();
  private boolean ended;

  /// Reads from `in`, which stays open.
  public TarReader(InputStream in) {
    this.in = in;
  }

  /// The next entry, skipping what is left of the one before; null at the end.
  ///
  /// @throws ArchiveException when the archive is malformed or of a kind that is not supported
  public @Nullable TarEntry next() throws IOException {
    content.skipRest();
    Map<String, byte[]> records = new HashMap<>(global);
    @Nullable String longName = null;
    @Nullable String longLink = null;
    while (!ended) {
      TarHeader header = readHeader();
      if (header == null) {
        break;
      }
      switch (header.type()) {
        case 'x', 'X' -> records.putAll(PaxRecords.parse(metadata(header)));
        case 'g' -> {
          global.putAll(PaxRecords.parse(metadata(header)));
          records.putAll(global);
        }
        case 'L' -> longName = untilZero(metadata(header));
        case 'K' -> longLink = untilZero(metadata(header));
        default -> {
          return entry(header, records, longName, longLink);
        }
      }
    }
    ended = true;
    return null;
  }

  /// The content of the entry that `next` gave; valid until the next one.
  public InputStream content() {
    return content;
  }

  private @Nullable TarHeader readHeader() throws IOException {
    int n = in.readNBytes(block, 0, TarHeader.SIZE);
    if (n == 0) {
      return null; // an end without its two blocks of zeros is common enough
    }
    if (n < TarHeader.SIZE) {
      throw new EOFException("the archive ends within a header");
    }
    TarHeader header = new TarHeader(block);
    if (header.isZero()) {
      return null;
    }
    if (!header.hasValidChecksum()) {
      throw new ArchiveException(
          "the archive is damaged or not a tar archive: bad header checksum");
    }
    return header;
  }

  private byte[] metadata(TarHeader header) throws IOException {
    long size = header.number(TarHeader.LENGTH);
    if (size < 0 || size > LARGEST_METADATA) {
      throw new ArchiveException(
          "the archive has a header of " + size + " bytes; the limit is " + LARGEST_METADATA);
    }
    int padded = (int) (size + (-size & (TarHeader.SIZE - 1)));
    byte[] data = in.readNBytes(padded);
    if (data.length < padded) {
      throw new EOFException("the archive ends within a header");
    }
    return Arrays.copyOf(data, (int) size);
  }

  private TarEntry entry(
      TarHeader header,
      Map<String, byte[]> records,
      @Nullable String longName,
      @Nullable String longLink)
      throws IOException {
    String name = text(records, "path", longName == null ? header.fullName() : longName);
    String link =
        text(records, "linkpath", longLink == null ? header.text(TarHeader.LINK_NAME) : longLink);
    refuseSparse(name, records);
    TarEntry.Type type = type(name, header.type());
    boolean regular = type == TarEntry.Type.REGULAR;
    boolean linked = type == TarEntry.Type.HARD_LINK || type == TarEntry.Type.SYMLINK;
    boolean device = type == TarEntry.Type.CHAR_DEVICE || type == TarEntry.Type.BLOCK_DEVICE;
    long size = regular ? number(records, "size", header, TarHeader.LENGTH) : 0;
    if (size < 0) {
      throw new ArchiveException(name, "its size is negative");
    }
    byte[] time = records.getOrDefault("mtime", new byte[0]);
    PaxTime mtime =
        time.length == 0 ? new PaxTime(header.number(TarHeader.MTIME), 0) : PaxTime.parse(time);
    content.start(size);
    return new TarEntry(
        name,
        type,
        (int) header.number(TarHeader.MODE) & 07777,
        id(name, number(records, "uid", header, TarHeader.UID)),
        id(name, number(records, "gid", header, TarHeader.GID)),
        size,
        mtime.seconds(),
        mtime.nanos(),
        linked ? link : "",
        device ? (int) header.number(TarHeader.DEV_MAJOR) : 0,
        device ? (int) header.number(TarHeader.DEV_MINOR) : 0,
        attributes(records));
  }

  private static TarEntry.Type type(String name, char flag) throws ArchiveException {
    return switch (flag) {
      case '0', '7' -> TarEntry.Type.REGULAR;
      case 0 -> name.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.REGULAR;
      case '1' -> TarEntry.Type.HARD_LINK;
      case '2' -> TarEntry.Type.SYMLINK;
      case '3' -> TarEntry.Type.CHAR_DEVICE;
      case '4' -> TarEntry.Type.BLOCK_DEVICE;
      case '5' -> TarEntry.Type.DIRECTORY;
      case '6' -> TarEntry.Type.FIFO;
      case 'S' -> throw sparse(name);
      default ->
          throw new ArchiveException(
              name, String.format("entries of type 0x%02x are not supported", (int) flag));
    };
  }

  private static void refuseSparse(String name, Map<String, byte[]> records)
      throws ArchiveException {
    for (String key : records.keySet()) {
      if (key.startsWith("GNU.sparse.") || key.equals("SCHILY.realsize")) {
        throw sparse(name);
      }
    }
  }

  private static ArchiveException sparse(String name) {
    return new ArchiveException(
        name, "sparse files are not supported; make the archive without tar's --sparse");
  }

  private static String text(Map<String, byte[]> records, String key, String otherwise)
      throws ArchiveException {
    byte[] value = records.get(key);
    String text = value == null || value.length == 0 ? otherwise : FileNames.decode(value);
    if (text.indexOf('\0') >= 0) {
      throw new ArchiveException(text, "its name has a NUL in it");
    }
    return text;
  }

  private static long number(
      Map<String, byte[]> records, String key, TarHeader header, TarHeader.Field field)
      throws ArchiveException {
    byte[] value = records.get(key);
    if (value == null || value.length == 0) {
      return header.number(field);
    }
    try {
      return Long.parseLong(new String(value, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      throw new ArchiveException("a PAX header of the archive has a malformed " + key);
    }
  }

  private static int id(String name, long id) throws ArchiveException {
    // the largest number means "leave as it is" to the kernel and is no id
    if (id < 0 || id >= 0xFFFF_FFFFL) {
      throw new ArchiveException(name, "its owner " + id + " is no user or group id");
    }
    return (int) id;
  }

  private static Map<String, byte[]> attributes(Map<String, byte[]> records) {
    Map<String, byte[]> attributes = new HashMap<>();
    records.forEach((key, value) -> {
      if (key.startsWith(PaxRecords.ATTRIBUTE)) {
        attributes.put(key.substring(PaxRecords.ATTRIBUTE.length()), value);
      }
    });
    return attributes;
  }

  private static String untilZero(byte[] data) {
    String text = FileNames.decode(data);
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  private final class Content extends InputStream {
    private long left;
    private int padding;

    void start(long size) {
      left = size;
      padding = (int) (-size & (TarHeader.SIZE - 1));
    }

    void skipRest() throws IOException {
      byte[] buffer = left + padding > 0 ? new byte[16 * 1024] : block;
      while (left > 0) {
        if (read(buffer, 0, buffer.length) < 0) {
          return;
        }
      }
      if (in.readNBytes(buffer, 0, padding) < padding) {
        throw new EOFException("the archive ends within an entry");
      }
      padding = 0;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, buffer.length);
      if (length == 0) {
        return 0;
      }
      if (left == 0) {
        return -1;
      }
      int n = in.read(buffer, offset, (int) Math.min(length, left));
      if (n < 0) {
        throw new EOFException("the archive ends within an entry");
      }
      left -= n;
      return n;
    }
  }
}
