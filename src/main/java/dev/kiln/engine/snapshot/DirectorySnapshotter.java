package dev.kiln.engine.snapshot;

import dev.kiln.engine.archive.LayerTrees;
import dev.kiln.engine.cache.Scratch;
import dev.kiln.engine.linux.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// File systems in plain directories, for hosts that may not mount. A root that a step leaves is
/// kept, and the next step that begins with the same layers goes on in it.
public final class DirectorySnapshotter implements Snapshotter {
  private final List<PlainRoot> idle = new ArrayList<>();

  @Override
  public Snapshot prepare(List<LayerTree> layers, Scratch scratch) throws IOException {
    var root = take(layers, scratch);
    try {
      var changes = Files.createTempDirectory(scratch.path(), "changes-");
      return new DirectorySnapshot(this, root, FileIndex.of(root.directory()), changes);
    } catch (IOException e) {
      root.discard();
      throw e;
    }
  }

  @Override
  public View view(List<LayerTree> layers, Scratch scratch) throws IOException {
    return new DirectoryView(this, take(layers, scratch));
  }

  private PlainRoot take(List<LayerTree> layers, Scratch scratch) throws IOException {
    var root = takeIdle(layers);
    if (root == null) {
      root = PlainRoot.create(Files.createTempDirectory(scratch.path(), "root-"));
    }
    try {
      for (LayerTree layer : layers.subList(root.layers().size(), layers.size())) {
        try (var tree = Directory.open(layer.path())) {
          LayerTrees.flatten(tree, root.directory());
        }
        root.add(layer);
      }
      return root;
    } catch (IOException e) {
      root.discard();
      throw e;
    }
  }

  /// The idle root that has most of the layers and none besides.
  private synchronized @Nullable PlainRoot takeIdle(List<LayerTree> layers) {
    PlainRoot best = null;
    for (PlainRoot root : idle) {
      int count = root.layers().size();
      if (count <= layers.size()
          && root.layers().equals(layers.subList(0, count))
          && (best == null || count > best.layers().size())) {
        best = root;
      }
    }
    idle.remove(best);
    return best;
  }

  /// Takes a root back whose content is exactly its layers.
  synchronized void giveBack(PlainRoot root) {
    idle.add(root);
  }

  @Override
  public synchronized void close() throws IOException {
    for (PlainRoot root : idle) {
      root.discard();
    }
    idle.clear();
  }

  /// A view of a plain root.
  private record DirectoryView(DirectorySnapshotter snapshotter, PlainRoot plain) implements View {
    @Override
    public Directory root() {
      return plain.directory();
    }

    @Override
    public void close() {
      snapshotter.giveBack(plain);
    }
  }

  /// A plain root that a step changes.
  private static final class DirectorySnapshot implements Snapshot {
    private final DirectorySnapshotter snapshotter;
    private final PlainRoot plain;
    private final FileIndex before;
    private final Path changes;
    private boolean sealed;

    DirectorySnapshot(
        DirectorySnapshotter snapshotter, PlainRoot plain, FileIndex before, Path changes) {
      this.snapshotter = snapshotter;
      this.plain = plain;
      this.before = before;
      this.changes = changes;
    }

    @Override
    public Path path() {
      return plain.path();
    }

    @Override
    public Directory root() {
      return plain.directory();
    }

    @Override
    public Path changes() throws IOException {
      try (var directory = Directory.open(changes)) {
        directory.setMode(".", 0755);
        TreeDiff.collect(before, FileIndex.of(root()), root(), directory);
      }
      return changes;
    }

    @Override
    public void sealed(LayerTree layer) {
      plain.add(layer);
      sealed = true;
    }

    @Override
    public void close() throws IOException {
      if (sealed) {
        snapshotter.giveBack(plain);
      } else {
        plain.discard(); // a failed step may have left anything
      }
    }
  }
}
