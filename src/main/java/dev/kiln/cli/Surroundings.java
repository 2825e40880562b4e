package dev.kiln.cli;

import dev.kiln.cli.progress.Terminal;
import dev.kiln.engine.registry.Credentials;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Everything outside a command that it reads or writes, so that a test can put its own in place.
///
/// @param directory the working directory, absolute
/// @param out for results alone; whatever tells of the work goes to `err`
/// @param terminal what `err` is connected to
record Surroundings(
    Map<String, String> environment,
    Path directory,
    InputStream in,
    PrintStream out,
    PrintStream err,
    Terminal terminal,
    Engine engine) {

  /// A path as the user wrote it, made absolute.
  Path path(String written) {
    return directory.resolve(written).normalize();
  }

  /// Where layers and results of steps are kept: `kiln` of the user's XDG cache directory.
  Path cacheDirectory() {
    return userDirectory("XDG_CACHE_HOME", ".cache").resolve("kiln");
  }

  /// The image store: `kiln` of the user's XDG data directory.
  Path storeDirectory() {
    return userDirectory("XDG_DATA_HOME", ".local/share").resolve("kiln");
  }

  /// The user's docker configuration, if there is one.
  List<Path> dockerConfigs() {
    return Credentials.defaultFiles(environment).stream().map(directory::resolve).toList();
  }

  private Path userDirectory(String variable, String underHome) {
    Path named = Path.of(environment.getOrDefault(variable, ""));
    // the XDG specification tells to ignore relative paths
    return named.isAbsolute() ? named : home().resolve(underHome);
  }

  private Path home() {
    String home = environment.getOrDefault("HOME", "");
    return home.isEmpty() ? Path.of(System.getProperty("user.home")) : path(home);
  }
}
