package dev.kiln.cli.progress;

import dev.kiln.engine.BuildException.Failure;
import dev.kiln.engine.BuildResult;
import dev.kiln.engine.solver.ProgressEvent;
import java.io.PrintStream;

/// Says nothing but why a build failed.
public record QuietDisplay(PrintStream out) implements Display {
  @Override
  public void on(ProgressEvent event) {}

  @Override
  public void note(String message) {}

  @Override
  public void built(BuildResult result) {}

  @Override
  public void failed(Failure failure) {
    FailureText.of(failure).forEach(out::println);
  }

  @Override
  public void refused(String reason, String message) {
    out.println(FailureText.error(message));
  }

  @Override
  public void canceled() {
    out.println(Summary.CANCELED);
  }
}
