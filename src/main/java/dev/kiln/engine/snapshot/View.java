package dev.kiln.engine.snapshot;

import dev.kiln.engine.linux.Directory;
import java.io.IOException;

/// A file system that is only read.
public interface View extends AutoCloseable {
  Directory root();

  @Override
  void close() throws IOException;
}
