package dev.kiln.engine;

import java.nio.file.Path;

/// Where a finished image goes.
public sealed interface Output {

  /// Into the local image store, under the build's names.
  record Store() implements Output {}

  /// To the registries of the build's names.
  record Registry() implements Output {}

  /// As an OCI image layout: a tar archive, or a directory when `tar` is false.
  record OciLayout(Path destination, boolean tar) implements Output {}

  /// As an archive that `docker load` reads.
  record DockerArchive(Path destination) implements Output {}

  /// The image's root file system as a directory.
  record LocalDirectory(Path destination) implements Output {}
}
