package dev.kiln.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kiln.engine.cache.LayerRecord;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// The archive that `docker save` writes and `docker load` reads, with layers as they travel:
/// readers tell compressed ones by their content.
final class DockerArchive {
  private DockerArchive() {}

  /// An image in `manifest.json`.
  private record Entry(
      @JsonProperty("Config") String config,
      @JsonProperty("RepoTags") List<String> repoTags,
      @JsonProperty("Layers") List<String> layers) {}

  static void write(
      ImageAssembler.Assembled image,
      List<ImageReference> names,
      LayerBlobs blobs,
      Path destination)
      throws IOException {
    var configName = image.imageId().hex() + ".json";
    var layerNames = new ArrayList<String>();
    try (var tar = TarFile.create(destination)) {
      tar.add(configName, image.config().length, new ByteArrayInputStream(image.config()));
      var written = new HashSet<String>();
      for (LayerRecord layer : image.layers()) {
        var name = layer.blob().digest().hex() + ".tar";
        layerNames.add(name);
        if (written.add(name)) {
          try (var input = blobs.open(layer)) {
            tar.add(name, layer.blob().size(), input);
          }
        }
      }
      var tags =
          names.stream().filter(name -> name.tag() != null).map(ImageReference::familiar).toList();
      var manifest = Json.write(List.of(new Entry(configName, tags, layerNames)));
      tar.add("manifest.json", manifest.length, new ByteArrayInputStream(manifest));
      tar.finish();
    }
  }
}
