package dev.kiln.engine;

import dev.kiln.engine.BuildException.Blame;
import dev.kiln.engine.BuildException.Failure;
import dev.kiln.engine.context.GitException;
import dev.kiln.engine.dockerfile.DockerfileException;
import dev.kiln.engine.dockerfile.Instruction;
import dev.kiln.engine.graph.BaseImageException;
import dev.kiln.engine.linux.SystemCallException;
import dev.kiln.engine.registry.RegistryException;
import dev.kiln.engine.sandbox.NamespacesRefusedException;
import dev.kiln.engine.sandbox.SandboxException;
import dev.kiln.engine.solver.StepException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the exceptions of the engine's parts mean for the user.
final class Failures {
  private Failures() {}

  static BuildException of(DockerfileException e) {
    var first = e.problems().getFirst();
    return new BuildException(
        new Failure(
            Blame.BUILD,
            FailureReason.DockerfileInvalid,
            String.valueOf(e.getMessage()),
            first.range().file(),
            first.range().startLine(),
            first.lineText().isBlank() ? null : first.lineText().strip(),
            null,
            null,
            null),
        e);
  }

  static BuildException of(BaseImageException e) {
    boolean missing =
        e.reason() instanceof RegistryException r && r.kind() == RegistryException.Kind.NOT_FOUND;
    return at(
        missing ? Blame.BUILD : Blame.ENVIRONMENT,
        missing ? FailureReason.BaseImageNotFound : FailureReason.BaseImagePullFailed,
        "cannot get the image '" + e.image() + "': " + e.getMessage(),
        e.instruction(),
        e);
  }

  static BuildException of(StepException e) {
    var reason =
        switch (e.kind()) {
          case COPY -> FailureReason.CopyFailed;
          case RUN -> FailureReason.RunFailed;
          case SECRET -> FailureReason.SecretNotFound;
          case SETUP -> FailureReason.StepFailed;
        };
    var instruction = e.node().instruction();
    var failure =
        new Failure(
            Blame.BUILD,
            reason,
            String.valueOf(e.getMessage()),
            instruction.range().file(),
            instruction.range().startLine(),
            instruction.text(),
            null,
            e.exitCode(),
            e.log());
    return new BuildException(failure, e);
  }

  static BuildException of(GitException e) {
    var message = String.valueOf(e.getMessage());
    var failure =
        switch (e.kind()) {
          case REPOSITORY_NOT_FOUND ->
              Failure.of(Blame.BUILD, FailureReason.GitRepositoryNotFound, message);
          case REVISION_NOT_FOUND ->
              Failure.of(Blame.BUILD, FailureReason.GitRevisionNotFound, message);
          case AUTHENTICATION_FAILED ->
              Failure.of(Blame.ENVIRONMENT, FailureReason.GitAuthFailed, message);
          case UNREACHABLE -> Failure.of(Blame.ENVIRONMENT, FailureReason.GitUnreachable, message);
          case SUBDIRECTORY_NOT_FOUND ->
              Failure.of(Blame.BUILD, FailureReason.ContextDirNotFound, message);
          case UNSUPPORTED -> Failure.of(Blame.BUILD, FailureReason.ContextInvalid, message);
        };
    return new BuildException(failure, e);
  }

  /// A failure of this machine, its disk, or a sandbox.
  static BuildException of(IOException e) {
    if (e instanceof NamespacesRefusedException) {
      return general(Blame.SANDBOX, FailureReason.SandboxUnavailable, e);
    }
    if (e instanceof SandboxException) {
      return general(Blame.ENVIRONMENT, FailureReason.SandboxUnavailable, e);
    }
    if (isFull(e)) {
      return new BuildException(
          Failure.of(
              Blame.ENVIRONMENT,
              FailureReason.CacheVolumeFull,
              "the disk of the cache is full: " + e.getMessage()),
          e);
    }
    if (e instanceof RegistryException) {
      return general(Blame.ENVIRONMENT, FailureReason.BaseImagePullFailed, e);
    }
    return general(Blame.ENVIRONMENT, FailureReason.StepFailed, e);
  }

  /// A failure on the way out.
  static BuildException ofPush(RegistryException e) {
    var reason =
        switch (e.kind()) {
          case UNAUTHORIZED, DENIED -> FailureReason.PushUnauthorized;
          case NOT_FOUND, UNREACHABLE, PROTOCOL, RATE_LIMITED, DIGEST_MISMATCH, CERTIFICATE ->
              FailureReason.PushFailed;
        };
    return general(Blame.ENVIRONMENT, reason, e);
  }

  /// A failure to write an image to where its outputs say.
  static BuildException ofOutput(IOException e) {
    if (isFull(e)) {
      var message = "the disk of the output is full: " + FileProblem.describe(e);
      return new BuildException(
          Failure.of(Blame.ENVIRONMENT, FailureReason.OutputFailed, message), e);
    }
    return general(Blame.ENVIRONMENT, FailureReason.OutputFailed, e);
  }

  private static boolean isFull(IOException e) {
    return switch (e) {
      case SystemCallException call -> call.isNoSpace();
      case FileSystemException file ->
          String.valueOf(file.getReason()).toLowerCase(Locale.ROOT).contains("no space left");
      default -> String.valueOf(e.getMessage()).contains("No space left");
    };
  }

  private static BuildException general(Blame blame, FailureReason reason, IOException e) {
    return new BuildException(Failure.of(blame, reason, FileProblem.describe(e)), e);
  }

  private static BuildException at(
      Blame blame,
      FailureReason reason,
      String message,
      Instruction instruction,
      @Nullable Throwable cause) {
    return new BuildException(
        new Failure(
            blame,
            reason,
            message,
            instruction.range().file(),
            instruction.range().startLine(),
            instruction.text(),
            null,
            null,
            null),
        cause);
  }
}
