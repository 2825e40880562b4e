package dev.kiln.cli.progress;

import dev.kiln.engine.BuildException.Blame;
import dev.kiln.engine.BuildException.Failure;
import dev.kiln.engine.BuildResult;
import dev.kiln.engine.FailureReason;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.solver.ProgressEvent;
import dev.kiln.engine.solver.ProgressEvent.Outcome;
import dev.kiln.engine.solver.ProgressEvent.Stream;
import dev.kiln.engine.solver.Vertex;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A build to show: what happens, and a clock that moves with it. */
final class Script {
  static final Vertex LOAD = new Vertex(1, "[internal] load build definition from Dockerfile");
  static final Vertex FROM = new Vertex(2, "[1/3] FROM docker.io/library/node:20");
  static final Vertex WORKDIR = new Vertex(3, "[2/3] WORKDIR /web-ping");
  static final Vertex RUN = new Vertex(4, "[3/3] RUN <<E\n  make\u001b[2J\nE");
  static final Digest DIGEST = Digest.sha256(new byte[] {1});
  static final Digest CONFIG = Digest.sha256(new byte[] {2});

  static final BuildResult RESULT =
      new BuildResult(
          new Descriptor(MediaTypes.OCI_MANIFEST, DIGEST, 10),
          CONFIG,
          99,
          List.of("docker.io/library/web-ping:latest"),
          null,
          Map.of(),
          List.of(),
          "namespaces",
          List.of());

  static final Failure FAILURE =
      new Failure(
          Blame.BUILD,
          FailureReason.RunFailed,
          "the command exited with status 2\nRun it with --progress plain to see all of its output.",
          "Dockerfile",
          7,
          "RUN make \\\n    all",
          "build",
          2,
          "cc main.c\n\u001b[31mmain.c:1: error\u001b[0m\n");

  private Instant now = Instant.EPOCH;

  Instant now() {
    return now;
  }

  void play(Display display) {
    at(0);
    display.on(new ProgressEvent.Started(LOAD));
    display.on(new ProgressEvent.Finished(LOAD, Outcome.DONE, Duration.ofMillis(20)));
    display.on(new ProgressEvent.Started(FROM));
    at(100);
    display.on(new ProgressEvent.Transferred(FROM, 500_000, 2_000_000));
    at(5100);
    display.on(new ProgressEvent.Transferred(FROM, 1_500_000, 2_000_000));
    display.on(new ProgressEvent.Finished(FROM, Outcome.DONE, Duration.ofMillis(5100)));
    display.on(new ProgressEvent.Started(WORKDIR));
    display.on(new ProgressEvent.Finished(WORKDIR, Outcome.CACHED, Duration.ZERO));
    display.on(new ProgressEvent.Warned("MAINTAINER is deprecated\u0007"));
    display.on(new ProgressEvent.Started(RUN));
    at(5412);
    display.on(new ProgressEvent.Output(RUN, Stream.STDOUT, "\u001b[32mcompiling\u001b[0m"));
    at(6000);
  }

  void at(long millis) {
    now = Instant.ofEpochMilli(millis);
  }
}
