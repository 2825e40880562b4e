package dev.kiln.cli;

import dev.kiln.engine.BuildException;
import dev.kiln.engine.BuildException.Blame;
import dev.kiln.engine.BuildException.Failure;
import dev.kiln.engine.DockerfileSource;
import dev.kiln.engine.FailureReason;
import dev.kiln.engine.context.ContextSource;
import dev.kiln.engine.context.GitCredentials;
import dev.kiln.engine.context.GitException;
import dev.kiln.engine.context.GitSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// The context and `--file` of `kiln build`, in docker's forms: a directory, a git URL with
/// `#REF:SUBDIRECTORY`, or `-` for a Dockerfile on standard input.
record ContextArgument(ContextSource context, DockerfileSource dockerfile) {
  private static final int LONGEST_DOCKERFILE = 1 << 20;
  private static final String STDIN = "-";

  static ContextArgument parse(String written, Optional<String> file, Surroundings surroundings)
      throws UsageException, BuildException {
    if (written.equals(STDIN)) {
      return onStandardInput(file, surroundings);
    }
    if (GitSpec.isGit(written)) {
      return git(written, file, surroundings);
    }
    if (written.contains("://")) { // it may hold a password: it is not repeated
      throw new UsageException(
          "a context from a URL is a git repository, https://HOST/PATH.git; archives are not"
              + " supported");
    }
    Path directory = surroundings.path(written);
    if (!Files.isDirectory(directory)) {
      throw notFound(
          Files.exists(directory)
              ? "the context " + written + " is not a directory"
              : "the context " + written + " is not there");
    }
    return new ContextArgument(
        new ContextSource.Local(directory), localDockerfile(file, surroundings));
  }

  private static DockerfileSource localDockerfile(Optional<String> file, Surroundings surroundings)
      throws UsageException {
    if (file.isEmpty()) {
      return new DockerfileSource.InContext("Dockerfile");
    }
    return file.get().equals(STDIN)
        ? new DockerfileSource.Inline(readDockerfile(surroundings.in()))
        : new DockerfileSource.Local(surroundings.path(file.get()));
  }

  private static ContextArgument onStandardInput(Optional<String> file, Surroundings surroundings)
      throws UsageException {
    if (file.isPresent()) {
      throw new UsageException(
          file.get().equals(STDIN)
              ? "standard input cannot be both the context and the Dockerfile"
              : "--file has no effect where the Dockerfile comes on standard input");
    }
    return new ContextArgument(
        new ContextSource.Empty(), new DockerfileSource.Inline(readDockerfile(surroundings.in())));
  }

  private static ContextArgument git(
      String written, Optional<String> file, Surroundings surroundings) throws UsageException {
    GitSpec spec;
    try {
      spec = GitSpec.parse(written);
    } catch (GitException e) {
      throw new UsageException("the context: " + e.getMessage());
    }
    if (spec.commit() != null && !spec.commit().equals(spec.ref())) {
      throw new UsageException("the context: give either a commit or a branch or tag, not both");
    }
    GitCredentials login = spec.credentials();
    var context =
        new ContextSource.Git(
            spec.url(),
            spec.ref(),
            spec.subdirectory(),
            login == null ? null : login.username(),
            login == null ? null : login.password());
    boolean onStandardInput = file.isPresent() && file.get().equals(STDIN);
    return new ContextArgument(
        context,
        onStandardInput
            ? new DockerfileSource.Inline(readDockerfile(surroundings.in()))
            : new DockerfileSource.InContext(file.orElse("Dockerfile")));
  }

  private static String readDockerfile(InputStream in) throws UsageException {
    byte[] bytes;
    try {
      bytes = in.readNBytes(LONGEST_DOCKERFILE + 1);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read standard input", e);
    }
    if (isArchive(bytes)) {
      throw new UsageException(
          "standard input is an archive, and only a Dockerfile is read from there: unpack it and"
              + " give the directory");
    }
    if (bytes.length > LONGEST_DOCKERFILE) {
      throw new UsageException("the Dockerfile on standard input is longer than 1 MiB");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UsageException("the Dockerfile on standard input is not text in UTF-8");
    }
  }

  private static boolean isArchive(byte[] bytes) {
    return startsWith(bytes, 0, 0x1f, 0x8b) // gzip
        || startsWith(bytes, 0, 'B', 'Z', 'h')
        || startsWith(bytes, 0, 0xfd, '7', 'z', 'X', 'Z')
        || startsWith(bytes, 0, 0x28, 0xb5, 0x2f, 0xfd) // zstd
        || startsWith(bytes, 257, 'u', 's', 't', 'a', 'r');
  }

  private static boolean startsWith(byte[] bytes, int offset, int... magic) {
    byte[] expected = new byte[magic.length];
    for (int i = 0; i < magic.length; i++) {
      expected[i] = (byte) magic[i];
    }
    return bytes.length >= offset + magic.length
        && Arrays.equals(bytes, offset, offset + magic.length, expected, 0, magic.length);
  }

  private static BuildException notFound(String message) {
    return new BuildException(
        Failure.of(Blame.BUILD, FailureReason.ContextDirNotFound, message), null);
  }
}
