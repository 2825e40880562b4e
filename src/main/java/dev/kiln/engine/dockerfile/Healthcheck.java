package dev.kiln.engine.dockerfile;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `HEALTHCHECK NONE` or `HEALTHCHECK [flags] CMD command`
public record Healthcheck(SourceRange range, String text, Check check) implements Instruction {
  /// What is checked.
  public sealed interface Check {}

  /// Takes away a check of the base image.
  public record None() implements Check {}

  /// A command that says by its exit code how the container is; null where the runtime decides.
  public record Probe(
      CommandLine command,
      @Nullable Duration interval,
      @Nullable Duration timeout,
      @Nullable Duration startPeriod,
      @Nullable Duration startInterval,
      @Nullable Integer retries)
      implements Check {}
}
