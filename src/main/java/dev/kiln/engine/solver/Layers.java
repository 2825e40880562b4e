package dev.kiln.engine.solver;

import dev.kiln.engine.archive.Compression;
import dev.kiln.engine.archive.LayerBlob;
import dev.kiln.engine.archive.LayerReader;
import dev.kiln.engine.archive.LayerWriter;
import dev.kiln.engine.archive.Limits;
import dev.kiln.engine.cache.LayerCache;
import dev.kiln.engine.cache.LayerRecord;
import dev.kiln.engine.cache.Scratch;
import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.snapshot.LayerTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Layers as archives and as trees, and the way from one to the other.
final class Layers {
  private final LayerCache cache;
  private final BlobSource blobs;
  private final Scratch scratch;
  private final Clock clock;
  private final Consumer<String> warnings;
  private final @Nullable Instant sourceDateEpoch;
  private final ConcurrentHashMap<Digest, Object> unpacking = new ConcurrentHashMap<>();

  Layers(
      LayerCache cache,
      BlobSource blobs,
      Scratch scratch,
      Clock clock,
      Consumer<String> warnings,
      @Nullable Instant sourceDateEpoch) {
    this.cache = cache;
    this.blobs = blobs;
    this.scratch = scratch;
    this.clock = clock;
    this.warnings = warnings;
    this.sourceDateEpoch = sourceDateEpoch;
  }

  /// The layers' trees; those that are missing are unpacked.
  List<LayerTree> trees(List<LayerRecord> layers) throws IOException {
    var trees = new ArrayList<LayerTree>();
    for (LayerRecord layer : layers) {
      trees.add(new LayerTree(layer.diffId(), tree(layer)));
    }
    return trees;
  }

  private Path tree(LayerRecord layer) throws IOException {
    synchronized (unpacking.computeIfAbsent(layer.diffId(), id -> new Object())) {
      var known = cache.tree(layer.diffId());
      return known.isPresent() ? known.get() : unpack(layer);
    }
  }

  private Path unpack(LayerRecord layer) throws IOException {
    var place = Files.createTempDirectory(scratch.path(), "layer-");
    try (var input = blobs.open(layer);
        var tree = Directory.open(place)) {
      var diffId = LayerReader.unpack(input, tree, Limits.DEFAULT, warnings);
      if (!diffId.equals(layer.diffId())) {
        throw new IOException(
            "the layer "
                + layer.blob().digest()
                + " holds "
                + diffId
                + ", but its image's config says "
                + layer.diffId());
      }
    }
    return cache.publishTree(place, layer.diffId());
  }

  /// Makes a layer of the changes that a step made.
  LayerRecord seal(Path changes) throws IOException {
    var file = Files.createTempFile(scratch.path(), "blob-", null);
    LayerBlob blob;
    try (var output = Files.newOutputStream(file);
        var tree = Directory.open(changes)) {
      blob = LayerWriter.write(tree, Compression.GZIP, output, sourceDateEpoch);
    }
    cache.publishBlob(file, blob.digest());
    cache.publishTree(changes, blob.diffId());
    return new LayerRecord(
        blob.diffId(),
        new Descriptor(MediaTypes.OCI_LAYER_GZIP, blob.digest(), blob.size()),
        now(),
        null);
  }

  /// The time of what is made now, RFC 3339.
  String now() {
    var time = sourceDateEpoch == null ? clock.instant() : sourceDateEpoch;
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
