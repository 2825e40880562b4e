package dev.kiln.builder;

import dev.kiln.api.v1alpha1.BaseImage;
import dev.kiln.api.v1alpha1.BuildReport;
import dev.kiln.api.v1alpha1.CacheUse;
import dev.kiln.api.v1alpha1.Failure;
import dev.kiln.api.v1alpha1.Reason;
import dev.kiln.api.v1alpha1.SourceState;
import dev.kiln.api.v1alpha1.Step;
import dev.kiln.engine.BuildException;
import dev.kiln.engine.BuildResult;
import dev.kiln.engine.FailureReason;
import dev.kiln.engine.oci.ImageReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a build's end is told to the operator. Texts of strangers are made safe: they end in a
/// status that people print on terminals.
public final class Reports {
  private Reports() {}

  public static BuildReport of(BuildResult result) {
    String digest = result.manifest().digest().toString();
    int hits = Math.toIntExact(result.steps().stream().filter(step -> step.cached()).count());
    return new BuildReport(
        null,
        result.names().stream()
            .findFirst()
            .map(name -> ImageReference.parse(name).name() + "@" + digest)
            .orElse(null),
        digest,
        result.size(),
        result.commit() == null ? null : new SourceState(result.commit()),
        baseImages(result),
        result.sandbox(),
        new CacheUse(hits, result.steps().size() - hits),
        result.steps().stream()
            .map(step ->
                new Step(SafeText.oneLine(step.name()), step.cached(), step.duration().toMillis()))
            .toList(),
        result.warnings().stream().map(SafeText::lines).toList());
  }

  public static BuildReport of(BuildException.Failure failure) {
    return BuildReport.failed(
        new Failure(
            reason(failure.reason()),
            SafeText.lines(failure.message()),
            failure.file(),
            failure.line(),
            safe(failure.instruction()),
            failure.stage(),
            failure.exitCode(),
            safe(failure.log())));
  }

  public static BuildReport of(InputException e) {
    return BuildReport.failed(Failure.of(e.reason(), SafeText.lines(e.getMessage())));
  }

  /// The report of a build whose options contradict each other or the manifest.
  public static BuildReport invalid(String message) {
    return BuildReport.failed(Failure.of(Reason.InvalidSpec, SafeText.lines(message)));
  }

  /// The report of a build that was ended from outside.
  public static BuildReport canceled() {
    return BuildReport.failed(Failure.of(Reason.BuildCanceled, "the build was interrupted"));
  }

  private static List<BaseImage> baseImages(BuildResult result) {
    return result.baseImages().entrySet().stream()
        .map(base -> new BaseImage(base.getKey(), base.getValue().toString()))
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .toList();
  }

  private static @Nullable String safe(@Nullable String text) {
    return text == null ? null : SafeText.lines(text);
  }

  private static Reason reason(FailureReason reason) {
    return switch (reason) {
      case DockerfileNotFound -> Reason.DockerfileNotFound;
      case DockerfileInvalid -> Reason.DockerfileInvalid;
      case ContextDirNotFound -> Reason.ContextDirNotFound;
      case ContextInvalid, StepFailed -> Reason.BuildFailed;
      case GitAuthFailed -> Reason.GitAuthFailed;
      case GitRepositoryNotFound -> Reason.GitRepositoryNotFound;
      case GitRevisionNotFound -> Reason.GitRevisionNotFound;
      case GitUnreachable -> Reason.GitUnavailable;
      case BaseImageNotFound -> Reason.BaseImageNotFound;
      case BaseImagePullFailed -> Reason.BaseImagePullFailed;
      case SecretNotFound -> Reason.SecretNotFound;
      case CopyFailed -> Reason.SourceFileNotFound;
      case RunFailed -> Reason.RunFailed;
      case SandboxUnavailable -> Reason.SandboxRefused;
      case PushFailed -> Reason.PushFailed;
      case PushUnauthorized -> Reason.PushUnauthorized;
      case CacheVolumeFull -> Reason.CacheVolumeFull;
      case BuildCanceled -> Reason.BuildCanceled;
      case OutputFailed, InternalError -> Reason.EnvironmentFailed;
    };
  }
}
