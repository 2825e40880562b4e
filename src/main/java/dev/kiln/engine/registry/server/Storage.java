package dev.kiln.engine.registry.server;

import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.ImageLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A registry's directory: below `repositories`, each repository is an OCI image layout in a folder
/// `_layout` (which is no name that a repository can have); `shared` links every blob once, so that
/// repositories share what they have in common.
final class Storage {
  private static final String LAYOUT = "_layout";

  private final Path repositories;
  private final ImageLayout shared;
  private final Map<String, ImageLayout> open = new ConcurrentHashMap<>();

  Storage(Path root) throws IOException {
    this.repositories = Files.createDirectories(root.resolve("repositories"));
    this.shared = ImageLayout.create(root.resolve("shared"));
  }

  /// The repository's layout; empty if nothing was ever pushed to it.
  Optional<ImageLayout> find(String repository) throws IOException {
    ImageLayout known = open.get(repository);
    if (known != null) {
      return Optional.of(known);
    }
    return Files.isDirectory(directory(repository))
        ? Optional.of(create(repository))
        : Optional.empty();
  }

  /// The repository's layout, made if there is none.
  ImageLayout create(String repository) throws IOException {
    ImageLayout known = open.get(repository);
    if (known == null) {
      known = ImageLayout.create(directory(repository));
      open.put(repository, known);
    }
    return known;
  }

  private Path directory(String repository) {
    return repositories.resolve(repository).resolve(LAYOUT);
  }

  /// The names of all repositories, sorted.
  List<String> names() throws IOException {
    try (var paths = Files.walk(repositories)) {
      return paths
          .filter(path -> path.endsWith(LAYOUT))
          .map(path -> repositories.relativize(path.getParent()).toString())
          .sorted()
          .toList();
    }
  }

  /// Gives the repository a blob that some repository has.
  ///
  /// @return whether one has it
  boolean mount(Digest digest, ImageLayout target) throws IOException {
    try {
      if (shared.hasBlob(digest)) {
        target.linkBlob(digest, shared.blobPath(digest));
        return true;
      }
    } catch (NoSuchFileException e) {
      // It was deleted at this moment.
    }
    return false;
  }

  /// Lets other repositories have a blob of this one without a copy.
  void share(ImageLayout target, Digest digest) throws IOException {
    shared.linkBlob(digest, target.blobPath(digest));
  }

  /// Removes a blob from a repository, and for good when it was the last one that had it.
  boolean delete(ImageLayout target, Digest digest) throws IOException {
    boolean deleted = target.deleteBlob(digest);
    try {
      Object links = Files.getAttribute(shared.blobPath(digest), "unix:nlink");
      if (links instanceof Integer count && count == 1) {
        shared.deleteBlob(digest);
      }
    } catch (NoSuchFileException | UnsupportedOperationException e) {
      // Nobody else has it, or this file system does not count.
    }
    return deleted;
  }
}
