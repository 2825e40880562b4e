package dev.kiln.operator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One Job of an ImageBuild, as far as decisions need it.
///
/// @param number of the build, from 1
/// @param generation of the spec that it builds
/// @param request the value of `kiln.dev/requestedAt` that it answers
/// @param retries how many repetitions came before it
/// @param startTime null as long as the Job controller has not seen it
record Attempt(
    int number,
    String job,
    long generation,
    @Nullable String request,
    Sandbox sandbox,
    int retries,
    @Nullable Instant startTime,
    Phase phase) {}
