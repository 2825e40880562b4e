package dev.kiln.engine.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The ids that exist in this process' user namespace (user_namespaces(7)): files can belong only
/// to these.
public record IdMap(List<Range> ranges) {
  private static final long ALL = 0xFFFF_FFFFL;

  public IdMap {
    ranges = List.copyOf(ranges);
  }

  /// Ids that follow each other.
  ///
  /// @param inside the first id as seen here
  /// @param outside what the parent namespace calls it
  /// @param length how many ids
  public record Range(long inside, long outside, long length) {}

  /// The user ids of this process.
  public static IdMap ofUids() throws IOException {
    return parse(Files.readString(Path.of("/proc/self/uid_map")));
  }

  /// The group ids of this process.
  public static IdMap ofGids() throws IOException {
    return parse(Files.readString(Path.of("/proc/self/gid_map")));
  }

  static IdMap parse(String text) {
    return new IdMap(text.lines().filter(line -> !line.isBlank()).map(IdMap::range).toList());
  }

  private static Range range(String line) {
    String[] fields = line.strip().split("\\s+", -1);
    return new Range(
        Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]));
  }

  /// Whether a file can belong to this id.
  public boolean maps(int id) {
    long wanted = Integer.toUnsignedLong(id);
    return ranges.stream()
        .anyMatch(range -> wanted >= range.inside && wanted < range.inside + range.length);
  }

  /// Whether an image's files can keep their owners: ids 0 to 65535 all exist.
  public boolean mapsWholeRange() {
    long next = 0;
    boolean grown = true;
    while (next < 65536 && grown) {
      grown = false;
      for (Range range : ranges) {
        if (range.inside <= next && range.inside + range.length > next) {
          next = range.inside + range.length;
          grown = true;
        }
      }
    }
    return next >= 65536;
  }

  /// Whether these are all ids there are, unchanged: the machine's own user namespace.
  public boolean isInitial() {
    return ranges.equals(List.of(new Range(0, 0, ALL)));
  }
}
