package dev.kiln.cli;

import dev.kiln.api.v1alpha1.BuildReport;
import dev.kiln.api.v1alpha1.Reason;
import dev.kiln.builder.InputException;
import dev.kiln.builder.Reports;
import dev.kiln.cli.progress.Display;
import dev.kiln.engine.BuildException;
import dev.kiln.engine.BuildException.Blame;
import dev.kiln.engine.BuildException.Failure;
import dev.kiln.engine.BuildResult;
import dev.kiln.engine.FailureReason;
import dev.kiln.engine.FileProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/// How one build ended, which its display has been told.
///
/// @param result of a build that succeeded
record Attempt(ExitStatus status, BuildReport report, @Nullable BuildResult result) {

  /// The work of a build, up to what is done with its result.
  @FunctionalInterface
  interface Work {
    BuildResult run()
        throws BuildException, InputException, UsageException, IOException, InterruptedException;
  }

  static Attempt make(Display display, Surroundings surroundings, Work work) throws UsageException {
    try {
      BuildResult result = work.run();
      display.built(result);
      return new Attempt(ExitStatus.BUILT, Reports.of(result), result);
    } catch (BuildException e) {
      debug(surroundings, e);
      return failed(display, e.failure());
    } catch (InputException e) {
      display.refused(e.reason().name(), e.getMessage());
      return new Attempt(status(e.reason()), Reports.of(e), null);
    } catch (InterruptedException | ClosedByInterruptException e) {
      return canceled(display);
    } catch (IOException | UncheckedIOException e) {
      debug(surroundings, e);
      return failed(display, environment(FailureReason.OutputFailed, describe(e)));
    } catch (RuntimeException e) {
      debug(surroundings, e);
      return failed(
          display,
          environment(
              FailureReason.InternalError,
              "internal error: " + e + "\nPlease report it; KILN_DEBUG=1 shows where it arose."));
    }
  }

  private static Attempt canceled(Display display) {
    display.canceled();
    return new Attempt(ExitStatus.INTERRUPTED, Reports.canceled(), null);
  }

  private static Attempt failed(Display display, Failure failure) {
    if (Interruption.requested() || failure.reason() == FailureReason.BuildCanceled) {
      return canceled(display);
    }
    display.failed(failure);
    return new Attempt(ExitStatus.of(failure.blame()), Reports.of(failure), null);
  }

  private static Failure environment(FailureReason reason, String message) {
    return Failure.of(Blame.ENVIRONMENT, reason, message);
  }

  private static ExitStatus status(Reason reason) {
    return switch (reason) {
      case InvalidSpec -> ExitStatus.WRONG_USAGE;
      case ContextDirNotFound -> ExitStatus.BUILD_FAILED;
      default -> ExitStatus.ENVIRONMENT_FAILED;
    };
  }

  private static String describe(Exception e) {
    return e.getCause() instanceof IOException cause && e instanceof UncheckedIOException
        ? FileProblem.describe(cause)
        : e instanceof IOException io ? FileProblem.describe(io) : e.toString();
  }

  private static void debug(Surroundings surroundings, Exception e) {
    if (surroundings.environment().containsKey("KILN_DEBUG")) {
      e.printStackTrace(surroundings.err());
    }
  }
}
