package dev.kiln.cli.progress;

import dev.kiln.builder.SafeText;
import dev.kiln.cli.progress.Picture.State;
import dev.kiln.cli.progress.Terminal.Size;
import dev.kiln.engine.BuildException.Failure;
import dev.kiln.engine.BuildResult;
import dev.kiln.engine.solver.ProgressEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Redraws the picture of a build in place, ten times a second. Only this class writes control
/// sequences; what they surround is safe text.
public final class TerminalDisplay implements Display {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Size USUAL = new Size(80, 24);
  private static final String CLEAR_BELOW = "\u001b[J";

  private final PrintStream out;
  private final InstantSource clock;
  private final Terminal terminal;
  private final Picture picture;
  private boolean started;
  private int drawn;
  private boolean ended;

  public TerminalDisplay(PrintStream out, InstantSource clock, Terminal terminal) {
    this.out = out;
    this.clock = clock;
    this.terminal = terminal;
    this.picture = new Picture(clock.instant());
  }

  /// The first event begins the redrawing, which lasts until the build ends.
  @Override
  public synchronized void on(ProgressEvent event) {
    if (!started) {
      started = true;
      Thread.ofPlatform().daemon().name("progress").start(this::redraw);
    }
    if (event instanceof ProgressEvent.Warned(String message)) {
      above("WARNING: " + message);
    } else {
      picture.apply(event, clock.instant());
    }
  }

  @Override
  public synchronized void note(String message) {
    above("note: " + message);
  }

  @Override
  public synchronized void built(BuildResult result) {
    end(State.FINISHED, Summary.of(result));
  }

  @Override
  public synchronized void failed(Failure failure) {
    end(State.FAILED, FailureText.of(failure));
  }

  @Override
  public synchronized void refused(String reason, String message) {
    ended = true;
    above(FailureText.error(message));
  }

  @Override
  public synchronized void canceled() {
    end(State.CANCELED, List.of(Summary.CANCELED));
  }

  private void redraw() {
    try {
      while (refresh()) {
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean refresh() {
    if (!ended) {
      Size size = terminal.size().orElse(USUAL);
      draw(picture.draw(State.RUNNING, clock.instant(), size.columns(), size.rows() - 1));
    }
    return !ended;
  }

  private void end(State state, List<String> closing) {
    if (ended) {
      return;
    }
    ended = true;
    int columns = terminal.size().orElse(USUAL).columns();
    draw(picture.draw(state, clock.instant(), columns, Integer.MAX_VALUE));
    closing.forEach(out::println);
    out.flush();
  }

  /// Writes over what was drawn before.
  private void draw(List<String> lines) {
    out.print(erase() + String.join("\n", lines) + "\n");
    out.flush();
    drawn = lines.size();
  }

  /// Writes a line that stays; the picture comes below it when it is drawn next.
  private void above(String message) {
    out.print(erase() + SafeText.lines(message) + "\n");
    out.flush();
    drawn = 0;
  }

  private String erase() {
    return drawn == 0 ? "" : "\u001b[" + drawn + "A\r" + CLEAR_BELOW;
  }
}
