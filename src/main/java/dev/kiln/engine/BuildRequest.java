package dev.kiln.engine;

import dev.kiln.engine.context.ContextSource;
import dev.kiln.engine.oci.Platform;
import dev.kiln.engine.registry.RegistryConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that a build depends on.
///
/// @param names the image's names, as the user wrote them
/// @param target the stage to build: a name or a number; the last one when null
/// @param platform what to build for; this machine's when null
/// @param pull whether base images of the local store are ignored and asked for anew
/// @param noCache whether every step runs again; results are still recorded
/// @param sourceDateEpoch the time of the image and the latest time of its files; now when null
/// @param dockerConfigs docker `config.json` files with credentials, first match wins
public record BuildRequest(
    ContextSource context,
    DockerfileSource dockerfile,
    List<String> names,
    @Nullable String target,
    Map<String, String> buildArgs,
    Map<String, String> labels,
    Map<String, SecretSource> secrets,
    @Nullable Platform platform,
    boolean noCache,
    boolean pull,
    List<Output> outputs,
    @Nullable Instant sourceDateEpoch,
    RegistryConfig registries,
    List<Path> dockerConfigs,
    Path cacheDirectory,
    Path storeDirectory,
    Isolation isolation) {

  public BuildRequest {
    names = List.copyOf(names);
    buildArgs = Map.copyOf(buildArgs);
    labels = Map.copyOf(labels);
    secrets = Map.copyOf(secrets);
    outputs = List.copyOf(outputs);
    dockerConfigs = List.copyOf(dockerConfigs);
  }

  /// Which sandbox RUN steps get.
  public enum Isolation {
    /// Namespaces where the host allows them, else plain chroot.
    AUTO,
    /// Namespaces of their own; the build is refused where the host refuses them.
    NAMESPACES,
    /// Plain chroot, for hosts that may not mount.
    CHROOT
  }
}
