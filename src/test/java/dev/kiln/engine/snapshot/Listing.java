package dev.kiln.engine.snapshot;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What a file system holds, as a layer can say it: times of directories count in seconds.
final class Listing {
  /// The time of every file that a test writes.
  static final long TIME = 1_000_000;

  private final Map<String, String> all = new TreeMap<>();
  private final Map<Long, String> first = new HashMap<>();

  private Listing() {}

  static Map<String, String> of(Directory root) throws IOException {
    var listing = new Listing();
    listing.add(root, "");
    return listing.all;
  }

  /// Writes a file in place, or makes it.
  static void write(Directory root, String path, String content) throws IOException {
    if (root.linkStatus(path) != null) {
      root.remove(path);
    }
    try (var output = root.create(path, 0644)) {
      output.write(content.getBytes(StandardCharsets.UTF_8));
      output.setTimes(TIME, 0);
    }
  }

  private void add(Directory directory, String prefix) throws IOException {
    for (String name : directory.names("/")) {
      var path = prefix + name;
      var status = Objects.requireNonNull(directory.linkStatus(name), path);
      if (status.isWhiteout()) {
        all.put(path, "whiteout");
        continue;
      }
      var text = new StringBuilder(status.type().toString());
      text.append(' ').append(Integer.toOctalString(status.mode()));
      text.append(' ').append(status.uid()).append(':').append(status.gid());
      if (status.isRegular()) {
        text.append(" at ").append(status.mtimeSeconds());
        try (var input = directory.read(name)) {
          text.append(" holds ").append(new String(input.readAllBytes(), StandardCharsets.UTF_8));
        }
        var other = status.links() < 2 ? null : first.putIfAbsent(status.inode(), path);
        text.append(other == null ? "" : " same as " + other);
      }
      if (status.type() == FileType.SYMLINK) {
        text.append(" to ").append(directory.readLink(name));
      }
      all.put(path, text.toString());
      if (status.isDirectory()) {
        try (var below = directory.enter(name)) {
          add(below, path + "/");
        }
      }
    }
  }
}
