package dev.kiln.engine.solver;

import dev.kiln.engine.context.IgnoreRules;
import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// A file system for a test, written and read with few words.
record Tree(Directory root) {

  Tree file(String path, String content) throws IOException {
    directory(parent(path));
    if (root.linkStatus(path) != null) {
      root.remove(path);
    }
    try (var output = root.create(path, 0644)) {
      output.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return this;
  }

  Tree bytes(String path, byte[] content) throws IOException {
    try (var output = root.create(path, 0644)) {
      output.write(content);
    }
    return this;
  }

  Tree directory(String path) throws IOException {
    root.makeDirectories(path, 0755);
    return this;
  }

  Tree link(String path, String target) throws IOException {
    directory(parent(path));
    root.symlink(target, path);
    return this;
  }

  Tree owned(String path, int uid, int gid, int mode) throws IOException {
    root.setOwner(path, uid, gid);
    root.setMode(path, mode);
    return this;
  }

  boolean has(String path) throws IOException {
    return root.linkStatus(path) != null;
  }

  String text(String path) throws IOException {
    try (var input = root.read(path)) {
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  FileStatus status(String path) throws IOException {
    return Objects.requireNonNull(root.linkStatus(path), path);
  }

  /// Owner, group and mode, as in `0:0 755`.
  String access(String path) throws IOException {
    var status = status(path);
    return status.uid() + ":" + status.gid() + " " + Integer.toOctalString(status.mode());
  }

  /// The files as a build context.
  FileSource context(IgnoreRules rules) {
    return new FileSource(root, rules, "the build context");
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }
}
