package dev.kiln.engine.solver;

/// Listens to a build. Called from several threads; implementations are quick and thread-safe.
@FunctionalInterface
public interface Progress {
  Progress NONE = event -> {};

  void on(ProgressEvent event);
}
