package dev.kiln.engine.snapshot;

import dev.kiln.engine.cache.Scratch;
import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// File systems by overlay mounts: layers lie below each other where they are, and the upper
/// directory is the layer that a step makes.
public final class OverlaySnapshotter implements Snapshotter {

  @Override
  public Snapshot prepare(List<LayerTree> layers, Scratch scratch) throws IOException {
    var place = Files.createTempDirectory(scratch.path(), "step-");
    var upper = Files.createDirectory(place.resolve("upper"));
    // It is the root that the step sees, and any user of the step has to get in.
    Files.setPosixFilePermissions(upper, PosixFilePermissions.fromString("rwxr-xr-x"));
    var work = Files.createDirectory(place.resolve("work"));
    return new OverlaySnapshot(mount(layers, place, upper, work), upper);
  }

  @Override
  public View view(List<LayerTree> layers, Scratch scratch) throws IOException {
    var place = Files.createTempDirectory(scratch.path(), "view-");
    return new OverlayView(mount(layers, place, null, null));
  }

  private static OverlayMount mount(
      List<LayerTree> layers, Path place, @Nullable Path upper, @Nullable Path work)
      throws IOException {
    var target = Files.createDirectory(place.resolve("root"));
    var open = new ArrayList<Directory>();
    try {
      for (LayerTree layer : stack(layers)) {
        open.add(Directory.open(layer.path()));
      }
      // An overlay wants a layer below its upper directory, and two where it has none.
      for (int needed = upper == null ? 2 : 1; open.size() < needed; ) {
        open.add(Directory.open(Files.createTempDirectory(place, "empty-")));
      }
      if (upper == null || work == null) {
        Mounts.overlay(open, null, null, target);
      } else {
        try (var upperDirectory = Directory.open(upper);
            var workDirectory = Directory.open(work)) {
          Mounts.overlay(open, upperDirectory, workDirectory, target);
        }
      }
    } finally {
      open.forEach(Directory::close);
    }
    return new OverlayMount(target, Directory.open(target));
  }

  /// The layers from the top down, each once. Steps that change the same, or nothing, share one
  /// layer, and an overlay refuses a directory that it has already; the lower ones add nothing to
  /// the topmost, which covers all that they have.
  static Set<LayerTree> stack(List<LayerTree> layers) {
    return new LinkedHashSet<>(layers.reversed());
  }

  @Override
  public void close() {
    // Mounts end with their snapshots, and all of them with the builder's mount namespace.
  }
}
