package dev.kiln.engine.registry;

import dev.kiln.engine.oci.Descriptor;

/// Listens to transfers. Called from several threads; implementations are quick and thread-safe.
@FunctionalInterface
public interface TransferProgress {
  TransferProgress NONE = (blob, bytes) -> {};

  /// Called as a blob moves, and once with all its bytes when it need not: `bytes` of
  /// [Descriptor#size] are there. The count starts again when a transfer does.
  void transferred(Descriptor blob, long bytes);
}
