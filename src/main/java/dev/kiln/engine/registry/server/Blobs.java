package dev.kiln.engine.registry.server;

import dev.kiln.engine.oci.ImageLayout;
import dev.kiln.engine.registry.server.ApiException.Code;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Blobs by digest, as a whole or a range of them (RFC 9110, section 14).
record Blobs(Storage storage) {
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  void get(Exchange exchange, Route.Blob route) throws IOException, ApiException {
    ImageLayout layout = layout(route);
    try (FileChannel file = FileChannel.open(layout.blobPath(route.digest()))) {
      long size = file.size();
      Range range = range(exchange.header("Range"), size);
      exchange
          .with("Content-Type", "application/octet-stream")
          .with("Docker-Content-Digest", route.digest().toString())
          .with("Accept-Ranges", "bytes");
      if (!range.whole()) {
        exchange.with(
            "Content-Range", "bytes %d-%d/%d".formatted(range.start(), range.end() - 1, size));
      }
      try (OutputStream out = exchange.start(range.whole() ? 200 : 206, range.length())) {
        if (out != null) {
          copy(file, range, Channels.newChannel(out));
        }
      }
    }
  }

  private static void copy(FileChannel file, Range range, WritableByteChannel out)
      throws IOException {
    for (long at = range.start(); at < range.end(); ) {
      long count = file.transferTo(at, range.end() - at, out);
      if (count <= 0) {
        throw new IOException("a blob became shorter while it was read");
      }
      at += count;
    }
  }

  /// @param end exclusive
  private record Range(long start, long end, boolean whole) {
    long length() {
      return end - start;
    }
  }

  private static Range range(Optional<String> header, long size) throws ApiException {
    Matcher matcher = RANGE.matcher(header.orElse(""));
    if (!matcher.matches() || matcher.group().equals("bytes=-")) {
      return new Range(0, size, true);
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    long start = first.isEmpty() ? Math.max(0, size - Long.parseLong(last)) : Long.parseLong(first);
    long end = first.isEmpty() || last.isEmpty() ? size : Math.min(size, Long.parseLong(last) + 1);
    if (start >= end) {
      throw new ApiException(Code.RANGE_INVALID, "the blob has " + size + " bytes");
    }
    return new Range(start, end, false);
  }

  void delete(Exchange exchange, Route.Blob route) throws IOException, ApiException {
    storage.delete(layout(route), route.digest());
    exchange.reply(202);
  }

  private ImageLayout layout(Route.Blob route) throws IOException, ApiException {
    return storage
        .find(route.repository())
        .filter(layout -> layout.hasBlob(route.digest()))
        .orElseThrow(() -> new ApiException(Code.BLOB_UNKNOWN, route.digest() + " does not exist"));
  }
}
