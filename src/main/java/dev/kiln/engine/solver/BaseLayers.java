package dev.kiln.engine.solver;

import dev.kiln.engine.cache.LayerRecord;
import dev.kiln.engine.graph.BaseImage;
import dev.kiln.engine.oci.History;
import java.util.ArrayList;
import java.util.List;

/// The layers of an image that a build starts from.
final class BaseLayers {
  private BaseLayers() {}

  static List<LayerRecord> of(BaseImage image) {
    var diffIds = image.config().rootfs().diffIds();
    var blobs = image.manifest().layers();
    var times = image.config().history().stream().filter(entry -> !entry.emptyLayer()).toList();
    var layers = new ArrayList<LayerRecord>();
    for (int i = 0; i < blobs.size(); i++) {
      layers.add(
          new LayerRecord(
              diffIds.get(i),
              blobs.get(i),
              times.size() == blobs.size() ? created(times.get(i)) : null,
              image.local() ? null : image.reference().toString()));
    }
    return layers;
  }

  private static @org.jspecify.annotations.Nullable String created(History entry) {
    return entry.created();
  }
}
