package dev.kiln.engine.cache;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// A directory on the cache's file system in which one builder makes things. Its lock is held as
/// long as the builder lives, so that what a crash left behind is known and swept.
public final class Scratch implements AutoCloseable {
  private static final String LOCK_SUFFIX = ".lock";

  private final Path parent;
  private final Path path;
  private final FileLock lock;

  private Scratch(Path parent, String name, FileLock lock) throws IOException {
    this.parent = parent;
    this.path = Files.createDirectory(parent.resolve(name));
    this.lock = lock;
  }

  static Scratch create(Path parent) throws IOException {
    while (true) {
      var name = UUID.randomUUID().toString();
      var lock = FileLock.tryAcquire(parent.resolve(name + LOCK_SUFFIX), FileLock.Mode.EXCLUSIVE);
      if (lock != null) { // a sweep may have been quicker: then another name
        return new Scratch(parent, name, lock);
      }
    }
  }

  public Path path() {
    return path;
  }

  /// Removes what builders left that no longer live.
  static void sweep(Path parent) throws IOException {
    try (var locks = Files.newDirectoryStream(parent, "*" + LOCK_SUFFIX)) {
      for (Path file : locks) {
        try (var lock = FileLock.tryAcquire(file, FileLock.Mode.EXCLUSIVE)) {
          if (lock != null) {
            var name = file.getFileName().toString();
            remove(parent, name.substring(0, name.length() - LOCK_SUFFIX.length()));
            Files.deleteIfExists(file);
          }
        }
      }
    }
  }

  private static void remove(Path parent, String name) throws IOException {
    try (var directory = Directory.open(parent)) {
      directory.removeTree(name);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      remove(parent, path.getFileName().toString());
      Files.deleteIfExists(path.resolveSibling(path.getFileName() + LOCK_SUFFIX));
    } finally {
      lock.close();
    }
  }
}
