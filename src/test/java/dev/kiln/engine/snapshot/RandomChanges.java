package dev.kiln.engine.snapshot;

import dev.kiln.engine.linux.Directory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/// Does what steps do to a file system, the same for the same seed and the same beginning. It makes
/// no links to files of lower layers, which an overlay does not keep.
final class RandomChanges {
  private final Random random;

  RandomChanges(long seed) {
    random = new Random(seed);
  }

  void make(Directory root) throws IOException {
    for (int i = 0; i < 40; i++) {
      var path = "n" + random.nextInt(5);
      for (int depth = random.nextInt(3); depth > 0; depth--) {
        path += "/n" + random.nextInt(5);
      }
      change(root, path, random.nextInt(10));
    }
  }

  private void change(Directory root, String path, int kind) throws IOException {
    makeParents(root, path);
    var status = root.linkStatus(path);
    switch (kind) {
      case 0, 1 -> {
        root.removeTree(path);
        Listing.write(root, path, "content " + random.nextInt(1_000));
      }
      case 2 -> {
        root.removeTree(path);
        root.makeDirectory(path, 0755);
      }
      case 3 -> root.removeTree(path);
      case 4 -> {
        if (status != null && !status.isSymlink()) {
          root.setMode(path, 0700 | random.nextInt(0100));
        }
      }
      case 5 -> {
        if (status != null) {
          root.setOwner(path, random.nextInt(9), random.nextInt(9));
        }
      }
      case 6 -> {
        root.removeTree(path);
        root.symlink("target" + random.nextInt(9), path);
      }
      case 7 -> renameFile(root, path);
      case 8 -> replaceAndPutBack(root, path);
      default -> {
        if (status == null) {
          root.makeDirectory(path, 0711);
        }
      }
    }
  }

  private void renameFile(Directory root, String path) throws IOException {
    var files = new ArrayList<String>();
    collectFiles(root, "", files);
    if (!files.isEmpty()) {
      var from = files.get(random.nextInt(files.size()));
      if (!path.equals(from)) {
        root.removeTree(path);
        if (root.linkStatus(from) != null) {
          root.rename(from, path);
        }
      }
    }
  }

  private static void replaceAndPutBack(Directory root, String path) throws IOException {
    root.removeTree(path);
    Listing.write(root, path, "between");
    root.remove(path);
    root.makeDirectory(path, 0755);
    Listing.write(root, path + "/n1", "inside");
  }

  private static void collectFiles(Directory directory, String prefix, List<String> files)
      throws IOException {
    for (String name : directory.names("/")) {
      var status = Objects.requireNonNull(directory.linkStatus(name));
      if (status.isRegular()) {
        files.add(prefix + name);
      } else if (status.isDirectory()) {
        try (var below = directory.enter(name)) {
          collectFiles(below, prefix + name + "/", files);
        }
      }
    }
  }

  /// Puts directories where anything else, or nothing, is above a path.
  private static void makeParents(Directory root, String path) throws IOException {
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      var parent = path.substring(0, slash);
      var status = root.linkStatus(parent);
      if (status == null || !status.isDirectory()) {
        root.removeTree(parent);
        root.makeDirectory(parent, 0755);
      }
    }
  }
}
