package dev.kiln.engine;

import dev.kiln.engine.BuildException.Blame;
import dev.kiln.engine.BuildException.Failure;
import dev.kiln.engine.context.IgnoreRules;
import dev.kiln.engine.context.PatternException;
import dev.kiln.engine.linux.Directory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Reads the Dockerfile and the ignore file that goes with it: `NAME.dockerignore` beside the
/// Dockerfile, else `.dockerignore` at the top of the context.
final class DockerfileLoader {
  private static final int LONGEST_FILE = 16 << 20;
  private static final String IGNORE_FILE = ".dockerignore";

  private DockerfileLoader() {}

  /// @param name as messages show it
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  record Loaded(String name, byte[] content, IgnoreRules ignore) {}

  static Loaded load(DockerfileSource source, OpenContext context)
      throws BuildException, IOException {
    return switch (source) {
      case DockerfileSource.Inline(String text) ->
          new Loaded(
              "Dockerfile",
              text.getBytes(StandardCharsets.UTF_8),
              rules(IGNORE_FILE, read(context.root(), IGNORE_FILE)));
      case DockerfileSource.InContext(String path) -> {
        var content = read(context.root(), path);
        if (content == null) {
          throw missing(path, "in the build context");
        }
        yield new Loaded(path, content, inContext(context, path));
      }
      case DockerfileSource.Local(Path path) ->
          new Loaded(path.toString(), readLocal(path), beside(path, context));
    };
  }

  private static IgnoreRules inContext(OpenContext context, String path)
      throws BuildException, IOException {
    var own = read(context.root(), path + IGNORE_FILE);
    return own == null
        ? rules(IGNORE_FILE, read(context.root(), IGNORE_FILE))
        : rules(path + IGNORE_FILE, own);
  }

  private static IgnoreRules beside(Path path, OpenContext context)
      throws BuildException, IOException {
    var own = path.resolveSibling(path.getFileName() + IGNORE_FILE);
    return Files.isRegularFile(own)
        ? rules(own.toString(), Files.readAllBytes(own))
        : rules(IGNORE_FILE, read(context.root(), IGNORE_FILE));
  }

  private static IgnoreRules rules(String name, byte @Nullable [] content) throws BuildException {
    try {
      return content == null ? IgnoreRules.NONE : IgnoreRules.parse(content);
    } catch (PatternException e) {
      throw new BuildException(
          Failure.of(Blame.BUILD, FailureReason.ContextInvalid, name + ": " + e.getMessage()), e);
    }
  }

  private static byte @Nullable [] read(Directory root, String path)
      throws BuildException, IOException {
    var status = root.status(path);
    if (status == null || !status.isRegular()) {
      return null;
    }
    try (var input = root.read(path)) {
      return bounded(path, input);
    }
  }

  private static byte[] readLocal(Path path) throws BuildException, IOException {
    if (Files.isDirectory(path)) {
      throw missing(path.toString(), "on this machine: it is a directory");
    }
    try (var input = Files.newInputStream(path)) {
      return bounded(path.toString(), input);
    } catch (NoSuchFileException e) {
      throw missing(path.toString(), "on this machine");
    }
  }

  private static byte[] bounded(String name, InputStream input) throws BuildException, IOException {
    var content = input.readNBytes(LONGEST_FILE + 1);
    if (content.length > LONGEST_FILE) {
      throw new BuildException(
          Failure.of(Blame.BUILD, FailureReason.DockerfileInvalid, name + " is longer than 16 MiB"),
          null);
    }
    return content;
  }

  private static BuildException missing(String path, String where) {
    return new BuildException(
        Failure.of(
            Blame.BUILD,
            FailureReason.DockerfileNotFound,
            "there is no Dockerfile '" + path + "' " + where + "\nname it with -f"),
        null);
  }
}
