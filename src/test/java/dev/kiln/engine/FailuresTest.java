package dev.kiln.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kiln.engine.BuildException.Blame;
import dev.kiln.engine.context.GitException;
import dev.kiln.engine.dockerfile.Dockerfile;
import dev.kiln.engine.dockerfile.DockerfileException;
import dev.kiln.engine.linux.SystemCallException;
import dev.kiln.engine.registry.RegistryException;
import dev.kiln.engine.sandbox.NamespacesRefusedException;
import dev.kiln.engine.sandbox.SandboxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
  private static final int NO_SPACE = 28;
  private static final int NOT_PERMITTED = 1;

  @Test
  void a_dockerfiles_mistake_has_its_place() {
    var text = "FROM scratch\nRUNN x\n".getBytes(StandardCharsets.UTF_8);
    var cause =
        catchThrowableOfType(
            DockerfileException.class, () -> Dockerfile.parse("sub/Dockerfile", text));
    var failure = Failures.of(cause).failure();
    assertThat(failure.blame()).isEqualTo(Blame.BUILD);
    assertThat(failure.reason()).isEqualTo(FailureReason.DockerfileInvalid);
    assertThat(failure.file()).isEqualTo("sub/Dockerfile");
    assertThat(failure.line()).isEqualTo(2);
    assertThat(failure.instruction()).isEqualTo("RUNN x");
  }

  static Stream<Arguments> machine() {
    return Stream.of(
        Arguments.of(
            new NamespacesRefusedException("no"), Blame.SANDBOX, FailureReason.SandboxUnavailable),
        Arguments.of(
            new SandboxException("no"), Blame.ENVIRONMENT, FailureReason.SandboxUnavailable),
        Arguments.of(
            new SystemCallException("write", "/x", NO_SPACE),
            Blame.ENVIRONMENT,
            FailureReason.CacheVolumeFull),
        Arguments.of(
            new FileSystemException("/x", null, "No space left on device"),
            Blame.ENVIRONMENT,
            FailureReason.CacheVolumeFull),
        Arguments.of(
            new IOException("No space left on device"),
            Blame.ENVIRONMENT,
            FailureReason.CacheVolumeFull),
        Arguments.of(
            new SystemCallException("chown", "/x", NOT_PERMITTED),
            Blame.ENVIRONMENT,
            FailureReason.StepFailed),
        Arguments.of(
            registry(RegistryException.Kind.UNREACHABLE),
            Blame.ENVIRONMENT,
            FailureReason.BaseImagePullFailed));
  }

  @ParameterizedTest
  @MethodSource("machine")
  void a_failure_of_the_machine_is_told_by_its_kind(
      IOException cause, Blame blame, FailureReason reason) {
    var failure = Failures.of(cause);
    assertThat(failure.failure().blame()).isEqualTo(blame);
    assertThat(failure.failure().reason()).isEqualTo(reason);
    assertThat(failure).hasCause(cause).hasMessageContaining(String.valueOf(cause.getMessage()));
  }

  @Test
  void a_message_that_is_only_a_path_is_explained() {
    assertThat(Failures.of(new NoSuchFileException("/x")))
        .hasMessage("/x: no such file or directory");
    assertThat(Failures.of(new IOException())).hasMessage("IOException");
  }

  @ParameterizedTest
  @CsvSource({
    "REPOSITORY_NOT_FOUND, BUILD, GitRepositoryNotFound",
    "REVISION_NOT_FOUND, BUILD, GitRevisionNotFound",
    "AUTHENTICATION_FAILED, ENVIRONMENT, GitAuthFailed",
    "UNREACHABLE, ENVIRONMENT, GitUnreachable",
    "SUBDIRECTORY_NOT_FOUND, BUILD, ContextDirNotFound",
    "UNSUPPORTED, BUILD, ContextInvalid",
  })
  void a_failure_of_git_says_whether_another_attempt_can_help(
      GitException.Kind kind, Blame blame, FailureReason reason) {
    var failure = Failures.of(new GitException(kind, "why")).failure();
    assertThat(failure).isEqualTo(BuildException.Failure.of(blame, reason, "why"));
  }

  @ParameterizedTest
  @EnumSource(RegistryException.Kind.class)
  void a_push_that_is_not_allowed_is_told_from_one_that_failed(RegistryException.Kind kind) {
    var reason = Failures.ofPush(registry(kind)).failure().reason();
    var denied =
        List.of(RegistryException.Kind.UNAUTHORIZED, RegistryException.Kind.DENIED).contains(kind);
    assertThat(reason)
        .isEqualTo(denied ? FailureReason.PushUnauthorized : FailureReason.PushFailed);
  }

  private static RegistryException registry(RegistryException.Kind kind) {
    return new RegistryException(kind, "registry.test", null, 0, List.of(), "why not", null);
  }
}
