package dev.kiln.engine.sandbox;

/// What `RUN --network` says. A build shares the builder's network unless it asks for none.
public enum NetworkMode {
  DEFAULT,
  NONE,
  HOST
}
