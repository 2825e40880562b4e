package dev.kiln.engine;

import dev.kiln.engine.cache.LayerRecord;
import dev.kiln.engine.cache.Scratch;
import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.ImageLayout;
import dev.kiln.engine.oci.ImageManifest;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.Json;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.registry.ImagePusher;
import dev.kiln.engine.registry.PushedBlob;
import dev.kiln.engine.solver.Reporter;
import dev.kiln.engine.solver.StepExecutor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Takes a finished image to where its outputs say.
final class ImageExporter {
  private final ImageAssembler.Assembled image;
  private final List<ImageReference> names;
  private final LayerBlobs blobs;
  private final Reporter reporter;

  ImageExporter(
      ImageAssembler.Assembled image,
      List<ImageReference> names,
      LayerBlobs blobs,
      Reporter reporter) {
    this.image = image;
    this.names = names;
    this.blobs = blobs;
    this.reporter = reporter;
  }

  void toStore(ImageLayout store) throws Exception {
    reporter.run("exporting to image store", task -> putInto(store));
  }

  void toRegistry(ImagePusher pusher) throws Exception {
    var pushed = new ArrayList<PushedBlob>();
    for (LayerRecord layer : image.layers()) {
      pushed.add(
          new PushedBlob(
              MediaTypes.asOci(layer.blob()),
              () -> blobs.open(layer),
              LayerBlobs.origin(layer).orElse(null)));
    }
    var config = Json.read(image.manifest().bytes(), ImageManifest.class).config();
    pushed.add(new PushedBlob(config, () -> new ByteArrayInputStream(image.config()), null));
    var shown = names.stream().map(ImageReference::toString).collect(Collectors.joining(", "));
    reporter.run(
        "pushing " + shown,
        task ->
            pusher.push(names, image.manifest(), pushed, new TransferMeter(task, image.size())));
  }

  void toLayout(Output.OciLayout output, Scratch scratch) throws Exception {
    reporter.run(
        "exporting to OCI layout " + output.destination(),
        task -> {
          if (output.tar()) {
            var directory = Files.createTempDirectory(scratch.path(), "layout-");
            putInto(ImageLayout.create(directory));
            TarFile.ofDirectory(directory, output.destination());
          } else {
            putInto(ImageLayout.create(output.destination()));
          }
          return output;
        });
  }

  void toDockerArchive(Path destination) throws Exception {
    reporter.run(
        "exporting to docker archive " + destination,
        task -> {
          DockerArchive.write(image, names, blobs, destination);
          return destination;
        });
  }

  void toDirectory(Path destination, StepExecutor executor) throws Exception {
    reporter.run(
        "exporting to directory " + destination,
        task -> {
          Files.createDirectories(destination);
          try (var directory = Directory.open(destination)) {
            executor.copyOut(image.layers(), directory);
          }
          return destination;
        });
  }

  private Descriptor putInto(ImageLayout layout) throws IOException {
    for (LayerRecord layer : image.layers()) {
      if (!layout.hasBlob(layer.blob())) {
        try (var input = blobs.open(layer);
            var writer = layout.writeBlob(layer.blob())) {
          input.transferTo(writer);
          writer.commit();
        }
      }
    }
    layout.putBlob(image.config());
    var descriptor = layout.putManifest(image.manifest());
    for (ImageReference name : names) {
      layout.tag(name, descriptor);
    }
    if (names.isEmpty()) {
      layout.index().add(descriptor);
    }
    return descriptor;
  }
}
