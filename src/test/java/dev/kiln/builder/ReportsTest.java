package dev.kiln.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.api.v1alpha1.BaseImage;
import dev.kiln.api.v1alpha1.BuildReport;
import dev.kiln.api.v1alpha1.CacheUse;
import dev.kiln.api.v1alpha1.Reason;
import dev.kiln.api.v1alpha1.SourceState;
import dev.kiln.api.v1alpha1.Step;
import dev.kiln.engine.BuildException.Blame;
import dev.kiln.engine.BuildException.Failure;
import dev.kiln.engine.BuildResult;
import dev.kiln.engine.BuildResult.StepSummary;
import dev.kiln.engine.FailureReason;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.MediaTypes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportsTest {
  private static final Digest DIGEST = Digest.sha256(new byte[] {1});

  @Test
  void aBuiltImageIsNamedByItsDigest() {
    var result =
        new BuildResult(
            new Descriptor(MediaTypes.OCI_MANIFEST, DIGEST, 10),
            DIGEST,
            99,
            List.of("registry.example.com:5000/x:1", "registry.example.com:5000/x:2"),
            "c0ffee",
            Map.of("node:20", DIGEST, "busybox", DIGEST),
            List.of(
                new StepSummary("[1/2] FROM x", true, Duration.ZERO),
                new StepSummary("[2/2] RUN <<E\necho\u001b[1m", false, Duration.ofMillis(7))),
            "chroot",
            List.of("old\u0007"));
    assertThat(Reports.of(result))
        .isEqualTo(
            new BuildReport(
                null,
                "registry.example.com:5000/x@" + DIGEST,
                DIGEST.toString(),
                99L,
                new SourceState("c0ffee"),
                List.of(
                    new BaseImage("busybox", DIGEST.toString()),
                    new BaseImage("node:20", DIGEST.toString())),
                "chroot",
                new CacheUse(1, 1),
                List.of(
                    new Step("[1/2] FROM x", true, 0), new Step("[2/2] RUN <<E echo", false, 7)),
                List.of("old\ufffd")));
  }

  @Test
  void aFailureKeepsItsFactsAndLosesItsControlCharacters() {
    var failure =
        new Failure(
            Blame.BUILD,
            FailureReason.RunFailed,
            "RUN make failed\u001b[31m",
            "Dockerfile",
            7,
            "RUN make \\\n  all",
            "build",
            2,
            "cc\u001b[2J\nerror\r\n");
    assertThat(Reports.of(failure).failure())
        .isEqualTo(
            new dev.kiln.api.v1alpha1.Failure(
                Reason.RunFailed,
                "RUN make failed",
                "Dockerfile",
                7,
                "RUN make \\\n  all",
                "build",
                2,
                "cc\nerror"));
  }

  @ParameterizedTest
  @CsvSource({
    "CopyFailed,SourceFileNotFound",
    "GitUnreachable,GitUnavailable",
    "SandboxUnavailable,SandboxRefused",
    "StepFailed,BuildFailed",
    "InternalError,EnvironmentFailed",
    "PushUnauthorized,PushUnauthorized",
    "CacheVolumeFull,CacheVolumeFull",
  })
  void reasonsAreThoseOfTheStatus(FailureReason engine, Reason status) {
    BuildReport report = Reports.of(Failure.of(Blame.ENVIRONMENT, engine, "x"));
    assertThat(report.failure())
        .extracting(dev.kiln.api.v1alpha1.Failure::reason)
        .isEqualTo(status);
  }
}
