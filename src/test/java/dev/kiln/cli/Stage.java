package dev.kiln.cli;

import dev.kiln.cli.progress.Terminal;
import dev.kiln.engine.BuildException;
import dev.kiln.engine.BuildRequest;
import dev.kiln.engine.BuildResult;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.solver.Progress;
import dev.kiln.engine.solver.ProgressEvent;
import dev.kiln.engine.solver.ProgressEvent.Outcome;
import dev.kiln.engine.solver.Vertex;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command line in a directory of its own, with an engine that only remembers its request. */
final class Stage {
  static final Digest MANIFEST = Digest.sha256(new byte[] {1});
  static final Digest CONFIG = Digest.sha256(new byte[] {2});

  final Path directory;
  final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private byte[] in = new byte[0];
  private @Nullable BuildRequest request;
  Engine engine = Stage::succeed;

  Stage(Path directory) {
    this.directory = directory;
    environment.put("HOME", directory.resolve("home").toString());
  }

  void in(byte[] bytes) {
    in = bytes;
  }

  int run(String... args) {
    out.reset();
    err.reset();
    return Kiln.run(List.of(args), surroundings()).code();
  }

  Surroundings surroundings() {
    return new Surroundings(
        environment,
        directory,
        new ByteArrayInputStream(in),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        Terminal.NONE,
        (asked, progress) -> {
          request = asked;
          return engine.build(asked, progress);
        });
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  BuildRequest request() {
    if (request == null) {
      throw new AssertionError("nothing was built; " + err());
    }
    return request;
  }

  static BuildResult succeed(BuildRequest request, Progress progress) {
    var vertex = new Vertex(1, "[1/1] FROM scratch");
    progress.on(new ProgressEvent.Started(vertex));
    progress.on(new ProgressEvent.Finished(vertex, Outcome.DONE, Duration.ofMillis(30)));
    return new BuildResult(
        new Descriptor(MediaTypes.OCI_MANIFEST, MANIFEST, 420),
        CONFIG,
        1234,
        request.names().stream()
            .map(name -> dev.kiln.engine.oci.ImageReference.parse(name).toString())
            .toList(),
        null,
        Map.of(),
        List.of(),
        "namespaces",
        List.of());
  }

  static Engine fail(BuildException.Failure failure) {
    return (_, _) -> {
      throw new BuildException(failure, null);
    };
  }
}
