package dev.kiln.engine.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/// How a step finds hosts by name.
///
/// @param resolvConf the text of /etc/resolv.conf
/// @param hosts the text of /etc/hosts
public record NameFiles(String resolvConf, String hosts) {
  private static final String LOOPBACK =
      """
      127.0.0.1\tlocalhost
      ::1\tlocalhost ip6-localhost ip6-loopback
      """;

  /// The builder's own resolver, whose network a step shares, and its hosts.
  ///
  /// @param hostname the step's own name
  /// @param added further names with their addresses, as `--add-host` gives them
  public static NameFiles ofBuilder(String hostname, Map<String, String> added) throws IOException {
    return of(Path.of("/etc/resolv.conf"), Path.of("/etc/hosts"), hostname, added);
  }

  static NameFiles of(Path resolvConf, Path hosts, String hostname, Map<String, String> added)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    // those that are asked for come first, since the first match counts
    added.forEach((name, address) -> lines.append(address + "\t" + name + "\n"));
    String known = text(hosts);
    lines.append(known.isEmpty() ? LOOPBACK : known);
    if (!known.isEmpty() && !known.endsWith("\n")) {
      lines.append('\n');
    }
    lines.append("127.0.0.1\t" + hostname + "\n");
    return new NameFiles(text(resolvConf), lines.toString());
  }

  private static String text(Path file) throws IOException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
