package dev.kiln.engine;

import dev.kiln.engine.context.IgnoreRules;
import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.solver.FileSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A build context that is here.
final class OpenContext implements AutoCloseable {
  private final Directory root;
  private final boolean present;
  private final @Nullable String commit;
  private final @Nullable Instant commitTime;

  private OpenContext(
      Path directory, boolean present, @Nullable String commit, @Nullable Instant commitTime)
      throws IOException {
    this.root = Directory.open(directory);
    this.present = present;
    this.commit = commit;
    this.commitTime = commitTime;
  }

  static OpenContext local(Path directory) throws IOException {
    return new OpenContext(directory, true, null, null);
  }

  static OpenContext empty(Path emptyDirectory) throws IOException {
    return new OpenContext(emptyDirectory, false, null, null);
  }

  static OpenContext commit(Path directory, String commit, Instant time) throws IOException {
    return new OpenContext(directory, true, commit, time);
  }

  Directory root() {
    return root;
  }

  /// Whether the user gave one; else the directory is empty.
  boolean present() {
    return present;
  }

  /// The commit of a git context.
  @Nullable String commit() {
    return commit;
  }

  /// When the context's content is from, where that is known.
  @Nullable Instant time() {
    return commitTime;
  }

  /// The files that instructions may copy.
  FileSource files(IgnoreRules rules) {
    return new FileSource(root, rules, "the build context");
  }

  @Override
  public void close() {
    root.close();
  }
}
