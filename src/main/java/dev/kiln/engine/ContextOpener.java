package dev.kiln.engine;

import dev.kiln.engine.BuildException.Blame;
import dev.kiln.engine.BuildException.Failure;
import dev.kiln.engine.cache.Scratch;
import dev.kiln.engine.context.ContextSource;
import dev.kiln.engine.context.GitCredentials;
import dev.kiln.engine.context.GitException;
import dev.kiln.engine.context.GitSource;
import dev.kiln.engine.context.GitSpec;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/// Brings a build context here.
final class ContextOpener {
  private ContextOpener() {}

  static OpenContext open(ContextSource source, Scratch scratch)
      throws BuildException, IOException {
    return switch (source) {
      case ContextSource.Local(var directory) -> {
        if (!Files.isDirectory(directory)) {
          throw new BuildException(
              Failure.of(
                  Blame.BUILD,
                  FailureReason.ContextDirNotFound,
                  "the build context '" + directory + "' is no directory"),
              null);
        }
        yield OpenContext.local(directory);
      }
      case ContextSource.Empty empty ->
          OpenContext.empty(Files.createTempDirectory(scratch.path(), "context-"));
      case ContextSource.Git git -> clone(git, scratch);
    };
  }

  private static OpenContext clone(ContextSource.Git git, Scratch scratch)
      throws BuildException, IOException {
    var directory = Files.createTempDirectory(scratch.path(), "git-");
    var credentials =
        git.username() == null && git.password() == null
            ? null
            : new GitCredentials(orEmpty(git.username()), orEmpty(git.password()));
    var spec = new GitSpec(git.url(), git.ref(), git.subdirectory(), credentials);
    try {
      var checkout = new GitSource(false).checkout(spec, directory, false);
      return OpenContext.commit(checkout.directory(), checkout.commit(), checkout.commitTime());
    } catch (GitException e) {
      throw Failures.of(e);
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
