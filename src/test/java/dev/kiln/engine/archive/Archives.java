package dev.kiln.engine.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Builds archives for tests, entry by entry.
final class Archives {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarWriter tar = new TarWriter(bytes);

  static Archives tar() {
    return new Archives();
  }

  static TarEntry entry(TarEntry.Type type, String name, String link, long size) {
    int mode = type == TarEntry.Type.DIRECTORY ? 0755 : 0644;
    return new TarEntry(name, type, mode, 0, 0, size, 1_000, 0, link, 0, 0, Map.of());
  }

  Archives file(String name, String content) {
    byte[] data = content.getBytes(StandardCharsets.UTF_8);
    return add(entry(TarEntry.Type.REGULAR, name, "", data.length), data);
  }

  Archives directory(String name) {
    return add(entry(TarEntry.Type.DIRECTORY, name, "", 0), new byte[0]);
  }

  Archives symlink(String name, String target) {
    return add(entry(TarEntry.Type.SYMLINK, name, target, 0), new byte[0]);
  }

  Archives hardLink(String name, String target) {
    return add(entry(TarEntry.Type.HARD_LINK, name, target, 0), new byte[0]);
  }

  Archives device(String name, int major, int minor) {
    return add(
        new TarEntry(
            name, TarEntry.Type.CHAR_DEVICE, 0600, 0, 0, 0, 0, 0, "", major, minor, Map.of()),
        new byte[0]);
  }

  Archives attribute(String name, String key, String value) {
    return add(
        new TarEntry(
            name,
            TarEntry.Type.DIRECTORY,
            0755,
            0,
            0,
            0,
            0,
            0,
            "",
            0,
            0,
            Map.of(key, value.getBytes(StandardCharsets.UTF_8))),
        new byte[0]);
  }

  Archives add(TarEntry entry, byte[] content) {
    try {
      tar.write(entry, new ByteArrayInputStream(content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /// Adds a header of any kind as it is.
  Archives raw(char type, String name, long size, byte[] content) {
    TarHeader header = new TarHeader(new byte[TarHeader.SIZE]);
    header.put(TarHeader.NAME, name.getBytes(StandardCharsets.UTF_8));
    header.put(TarHeader.MODE, 0644);
    header.put(TarHeader.UID, 0);
    header.put(TarHeader.GID, 0);
    header.put(TarHeader.LENGTH, size);
    header.put(TarHeader.MTIME, 0);
    header.setType(type);
    header.put(TarHeader.MAGIC, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
    header.putChecksum();
    bytes.writeBytes(header.block);
    bytes.writeBytes(content);
    bytes.writeBytes(new byte[-content.length & 511]);
    return this;
  }

  byte[] bytes() {
    try {
      tar.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  InputStream stream() {
    return new ByteArrayInputStream(bytes());
  }

  static byte[] compress(Compression compression, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var compressor = compression.compress(out, compression.defaultLevel())) {
      compressor.write(content);
    }
    return out.toByteArray();
  }

  /// Runs a shell command on an input.
  static byte[] pipe(byte[] input, String command) throws IOException {
    Process process = new ProcessBuilder("sh", "-c", command).start();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try (var out = process.getOutputStream()) {
                out.write(input);
              } catch (IOException e) {
                process.destroy();
              }
            });
    byte[] output = process.getInputStream().readAllBytes();
    String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      writer.join();
      if (process.waitFor() != 0) {
        throw new IOException(command + " failed: " + errors);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return output;
  }
}
