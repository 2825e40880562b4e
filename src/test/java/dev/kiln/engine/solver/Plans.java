package dev.kiln.engine.solver;

import dev.kiln.engine.dockerfile.Dockerfile;
import dev.kiln.engine.graph.BaseImage;
import dev.kiln.engine.graph.BuildPlan;
import dev.kiln.engine.graph.Node;
import dev.kiln.engine.graph.PlanOptions;
import dev.kiln.engine.graph.Planner;
import dev.kiln.engine.oci.ContainerConfig;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.ImageConfig;
import dev.kiln.engine.oci.ImageManifest;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.oci.Platform;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Plans of Dockerfiles whose images are empty and named by their digest alone.
final class Plans {
  private static final Platform PLATFORM = Platform.parse("linux/amd64");

  private Plans() {}

  static BuildPlan of(String dockerfile) throws Exception {
    return of(dockerfile, Map.of());
  }

  static BuildPlan of(String dockerfile, Map<String, String> buildArgs) throws Exception {
    var parsed = Dockerfile.parse("Dockerfile", dockerfile.getBytes(StandardCharsets.UTF_8));
    var options = new PlanOptions(null, buildArgs, Map.of(), PLATFORM, PLATFORM, true);
    return Planner.plan(parsed, options, (reference, platform) -> image(reference));
  }

  /// The last step of a Dockerfile.
  static Node last(String dockerfile) throws Exception {
    return of(dockerfile).target().last();
  }

  private static BaseImage image(ImageReference reference) {
    var config = new Descriptor(MediaTypes.OCI_CONFIG, Digest.sha256(new byte[] {2}), 1);
    var manifest = new ImageManifest(2, MediaTypes.OCI_MANIFEST, config, List.of(), null);
    var digest = Digest.sha256(reference.toString().getBytes(StandardCharsets.UTF_8));
    return new BaseImage(
        reference,
        new Descriptor(MediaTypes.OCI_MANIFEST, digest, 1),
        manifest,
        new ImageConfig(
            null,
            null,
            "amd64",
            "linux",
            null,
            null,
            ContainerConfig.EMPTY,
            new ImageConfig.RootFs("layers", List.of()),
            List.of()),
        false);
  }
}
