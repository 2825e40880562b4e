package dev.kiln.engine;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.registry.TransferProgress;
import dev.kiln.engine.solver.Reporter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Adds up the transfers of several blobs for one line of progress.
record TransferMeter(Reporter.Task task, long total, Map<Digest, Long> done)
    implements TransferProgress {

  TransferMeter(Reporter.Task task, long total) {
    this(task, total, new ConcurrentHashMap<>());
  }

  @Override
  public void transferred(Descriptor blob, long bytes) {
    done.put(blob.digest(), bytes);
    task.transferred(done.values().stream().mapToLong(Long::longValue).sum(), total);
  }
}
