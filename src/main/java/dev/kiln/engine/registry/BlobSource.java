package dev.kiln.engine.registry;

import java.io.IOException;
import java.io.InputStream;

/// A blob's bytes, from the start each time: an upload that breaks begins again.
@FunctionalInterface
public interface BlobSource {
  InputStream open() throws IOException;
}
