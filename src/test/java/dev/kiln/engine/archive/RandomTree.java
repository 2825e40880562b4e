package dev.kiln.engine.archive;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileInput;
import dev.kiln.engine.linux.FileOutput;
import dev.kiln.engine.linux.FileStatus;
import dev.kiln.engine.linux.FileType;
import dev.kiln.engine.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/// Fills a directory with files of all kinds, the same for the same seed, and tells what one holds.
final class RandomTree {
  private static final byte[] CAPABILITY =
      HexFormat.of().parseHex("0100000200200000000000000000000000000000");

  private final Random random;
  private final List<String> files = new ArrayList<>();

  RandomTree(long seed) {
    random = new Random(seed);
  }

  /// @param layer whether to add what only layers have
  void fill(Directory tree, boolean layer) throws IOException {
    List<String> directories = new ArrayList<>(List.of(""));
    for (int i = 0; i < 60; i++) {
      String parent = directories.get(random.nextInt(directories.size()));
      String path = parent + name(i);
      switch (random.nextInt(layer ? 9 : 8)) {
        case 0, 1 -> {
          tree.makeDirectory(path, 0700);
          directories.add(path + "/");
        }
        case 2 -> tree.symlink(random.nextBoolean() ? "../x" : "/t".repeat(80), path);
        case 3 -> tree.makeNode(path, FileType.FIFO, 0600, 0, 0);
        case 4 -> {
          if (files.isEmpty()) {
            continue;
          }
          tree.link(files.get(random.nextInt(files.size())), path);
          continue;
        }
        case 8 -> {
          tree.makeNode(path, FileType.CHAR_DEVICE, 0, 0, 0);
          continue;
        }
        default -> file(tree, path);
      }
      metadata(tree, path);
    }
    for (String directory : directories.reversed()) {
      if (layer && !directory.isEmpty() && random.nextInt(4) == 0) {
        tree.setAttribute(directory, "user.overlay.opaque", new byte[] {'y'});
      }
      if (!directory.isEmpty()) {
        tree.setTimes(directory, random.nextInt(), 0);
      }
    }
    tree.setTimes("/", 0, 0);
  }

  private String name(int i) {
    return switch (random.nextInt(5)) {
      case 0 -> "n".repeat(60 + random.nextInt(100)) + i;
      case 1 -> "한" + i;
      case 2 -> "\uDCFF" + i;
      case 3 -> "with space\n" + i;
      default -> "f" + i;
    };
  }

  private void file(Directory tree, String path) throws IOException {
    byte[] content = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(300_000)];
    random.nextBytes(content);
    try (FileOutput out = tree.create(path, 0600)) {
      out.write(content);
    }
    files.add(path);
  }

  private void metadata(Directory tree, String path) throws IOException {
    FileStatus status = Objects.requireNonNull(tree.linkStatus(path));
    tree.setOwner(path, random.nextInt(3_000_000), random.nextInt(70_000));
    if (!status.isSymlink()) {
      tree.setMode(path, random.nextInt(010000));
    }
    if (status.isRegular() && random.nextInt(3) == 0) {
      tree.setAttribute(path, "security.capability", CAPABILITY);
    }
    if ((status.isRegular() || status.isDirectory()) && random.nextInt(3) == 0) {
      byte[] value = new byte[random.nextInt(100)];
      random.nextBytes(value);
      tree.setAttribute(path, "user.test", value);
    }
    tree.setTimes(path, random.nextInt(), 0);
  }

  /// All that a layer keeps of a tree: by path, in words. The root's own metadata are not part.
  static Map<String, String> describe(Directory tree) throws IOException {
    Map<String, String> all = new TreeMap<>();
    describe(tree, "", all, new HashMap<>());
    return all;
  }

  private static void describe(
      Directory directory, String prefix, Map<String, String> all, Map<Long, String> links)
      throws IOException {
    for (String name : directory.names("/")) {
      FileStatus status = Objects.requireNonNull(directory.linkStatus(name));
      String path = prefix + name;
      StringBuilder text = new StringBuilder(status.type().toString());
      text.append(" mode=").append(Integer.toOctalString(status.mode()));
      text.append(" uid=").append(status.uid()).append(" gid=").append(status.gid());
      text.append(" device=").append(status.rdevMajor()).append(':').append(status.rdevMinor());
      if (!status.isWhiteout()) {
        text.append(" mtime=")
            .append(status.mtimeSeconds())
            .append('.')
            .append(status.mtimeNanos());
      }
      if (!status.isDirectory()) {
        text.append(" same=").append(links.computeIfAbsent(status.inode(), _ -> path));
      }
      for (var attribute : directory.attributes(name).entrySet()) {
        text.append(' ').append(attribute.getKey()).append('=');
        text.append(HexFormat.of().formatHex(attribute.getValue()));
      }
      switch (status.type()) {
        case SYMLINK -> text.append(" -> ").append(directory.readLink(name));
        case REGULAR -> {
          try (FileInput in = directory.read(name)) {
            text.append(' ').append(Digest.sha256(in.readAllBytes()));
          }
        }
        case DIRECTORY -> {
          try (Directory below = directory.enter(name)) {
            describe(below, path + "/", all, links);
          }
        }
        case CHAR_DEVICE, BLOCK_DEVICE, FIFO, SOCKET -> {}
      }
      all.put(path, text.toString());
    }
  }
}
