package dev.kiln.engine.dockerfile;

import org.jspecify.annotations.Nullable;

/// A pair as `ENV`, `LABEL`, `ARG` and `--mount` write it; no value means that no `=` was there.
public record KeyValue(String key, @Nullable String value) {}
