package dev.kiln.engine.archive;

import dev.kiln.engine.linux.FileNames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// The records of a PAX extended header, `LENGTH KEY=VALUE\n` each, with values to the byte.
final class PaxRecords {
  static final String ATTRIBUTE = "SCHILY.xattr.";
  private static final int LONGEST_LENGTH = 8;

  private PaxRecords() {}

  static Map<String, byte[]> parse(byte[] data) throws ArchiveException {
    Map<String, byte[]> records = new LinkedHashMap<>();
    int at = 0;
    while (at < data.length && data[at] != 0) {
      int space = indexOf(data, ' ', at, Math.min(at + LONGEST_LENGTH, data.length));
      int length = length(data, at, space);
      int end = at + length;
      if (end > data.length || end <= space + 1 || data[end - 1] != '\n') {
        throw malformed();
      }
      int equals = indexOf(data, '=', space + 1, end);
      if (equals < 0) {
        throw malformed();
      }
      String key = FileNames.decode(Arrays.copyOfRange(data, space + 1, equals));
      records.put(key, Arrays.copyOfRange(data, equals + 1, end - 1));
      at = end;
    }
    return records;
  }

  static byte[] format(Map<String, byte[]> records) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    records.forEach((name, value) -> {
      byte[] key = FileNames.encode(name);
      int rest = key.length + value.length + 3; // the space, the equals sign, the line's end
      int length = rest;
      while (rest + Integer.toString(length).length() != length) {
        length = rest + Integer.toString(length).length();
      }
      out.writeBytes((length + " ").getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(key);
      out.write('=');
      out.writeBytes(value);
      out.write('\n');
    });
    return out.toByteArray();
  }

  private static int length(byte[] data, int from, int to) throws ArchiveException {
    int length = 0;
    for (int i = from; i < to; i++) {
      if (data[i] < '0' || data[i] > '9') {
        throw malformed();
      }
      length = length * 10 + data[i] - '0';
    }
    if (length == 0) {
      throw malformed();
    }
    return length;
  }

  private static int indexOf(byte[] data, char wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (data[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static ArchiveException malformed() {
    return new ArchiveException("a PAX header of the archive is malformed");
  }
}
