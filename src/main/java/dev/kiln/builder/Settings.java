package dev.kiln.builder;

import dev.kiln.engine.BuildRequest.Isolation;
import dev.kiln.engine.Output;
import dev.kiln.engine.registry.RegistryConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the place of a build says, and not its manifest.
///
/// @param dockerConfigs asked for logins after the manifest's registry secrets
/// @param noCache whether every step runs anew even if the manifest does not say so
public record Settings(
    List<Output> outputs,
    RegistryConfig registries,
    List<Path> dockerConfigs,
    Path cacheDirectory,
    Path storeDirectory,
    Isolation isolation,
    @Nullable Instant sourceDateEpoch,
    boolean noCache) {
  public Settings {
    outputs = List.copyOf(outputs);
    dockerConfigs = List.copyOf(dockerConfigs);
  }
}
