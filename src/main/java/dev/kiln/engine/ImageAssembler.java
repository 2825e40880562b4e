package dev.kiln.engine;

import dev.kiln.engine.cache.LayerCache;
import dev.kiln.engine.cache.LayerRecord;
import dev.kiln.engine.graph.StagePlan;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.History;
import dev.kiln.engine.oci.ImageConfig;
import dev.kiln.engine.oci.ImageManifest;
import dev.kiln.engine.oci.Json;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.oci.RawManifest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Makes the config and manifest of an image from its plan and layers.
final class ImageAssembler {
  private ImageAssembler() {}

  /// An image whose documents are written.
  @SuppressWarnings("ArrayRecordComponent") // identity is the digests' business
  record Assembled(
      RawManifest manifest, byte[] config, Digest imageId, List<LayerRecord> layers, long size) {}

  /// Assembles the image.
  ///
  /// @param now the time of the image if the cache does not know it: the same image made again from
  ///   the same cache keeps its time, and with it its digest
  /// @param forget whether the time that the cache knows does not count
  static Assembled assemble(
      StagePlan stage, List<LayerRecord> layers, LayerCache cache, String now, boolean forget)
      throws IOException {
    var undated = config(stage, layers, "");
    var key = Digest.sha256(Json.write(undated));
    var known = cache.stamp(key);
    var time = forget || known.isEmpty() ? now : known.get();
    cache.stamp(key, time);

    var config = Json.write(config(stage, layers, time));
    var configDescriptor =
        new Descriptor(MediaTypes.OCI_CONFIG, Digest.sha256(config), config.length);
    var blobs = layers.stream().map(layer -> MediaTypes.asOci(layer.blob())).toList();
    var manifest =
        new RawManifest(
            MediaTypes.OCI_MANIFEST,
            Json.write(
                new ImageManifest(2, MediaTypes.OCI_MANIFEST, configDescriptor, blobs, null)));
    long size =
        manifest.bytes().length + config.length + blobs.stream().mapToLong(Descriptor::size).sum();
    return new Assembled(manifest, config, configDescriptor.digest(), layers, size);
  }

  private static ImageConfig config(StagePlan stage, List<LayerRecord> layers, String time) {
    var platform = stage.platform();
    return new ImageConfig(
        time,
        stage.author(),
        platform.architecture(),
        platform.os(),
        platform.variant(),
        null,
        stage.container(),
        new ImageConfig.RootFs("layers", layers.stream().map(LayerRecord::diffId).toList()),
        history(stage.history(), layers, time));
  }

  /// Dates the entries: one with a layer has the layer's time. Layers are counted from the last,
  /// since base images exist whose history tells of too few.
  private static List<History> history(
      List<History> entries, List<LayerRecord> layers, String time) {
    var left = new ArrayDeque<>(layers);
    var dated = new ArrayList<History>();
    for (History entry : entries.reversed()) {
      var layer = entry.emptyLayer() ? null : left.pollLast();
      if (entry.created() != null) {
        dated.add(entry);
      } else {
        dated.add(entry.withCreated(layer == null ? time : layer.created()));
      }
    }
    return dated.reversed();
  }
}
