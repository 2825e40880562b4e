package dev.kiln.engine.solver;

import dev.kiln.engine.cache.LayerCache;
import dev.kiln.engine.cache.LayerRecord;
import dev.kiln.engine.cache.Scratch;
import dev.kiln.engine.context.IgnoreRules;
import dev.kiln.engine.graph.Node;
import dev.kiln.engine.graph.Op;
import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.SystemCallException;
import dev.kiln.engine.snapshot.Snapshot;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Executes one step at a time: a snapshot of what it begins with, the operation, and a layer of
/// what it changed.
public final class StepExecutor {
  private final StepEnvironment environment;
  private final Scratch scratch;
  private final FileSource context;
  private final Layers layers;
  private final RunStep runs;
  private final Reporter reporter;

  public StepExecutor(
      LayerCache cache,
      BlobSource blobs,
      StepEnvironment environment,
      Scratch scratch,
      FileSource context,
      Secrets secrets,
      Clock clock,
      Reporter reporter,
      @Nullable Instant sourceDateEpoch) {
    this.environment = environment;
    this.scratch = scratch;
    this.context = context;
    this.reporter = reporter;
    this.layers = new Layers(cache, blobs, scratch, clock, reporter::warn, sourceDateEpoch);
    this.runs = new RunStep(environment, new StepMounts(cache, secrets));
  }

  FileSource context() {
    return context;
  }

  /// Executes the node's op on `input`, reading `source` if it has one.
  ///
  /// @return the layer that it makes
  LayerRecord execute(
      Node node, List<LayerRecord> input, List<LayerRecord> source, Reporter.Task task)
      throws StepException, IOException, InterruptedException {
    try (var snapshot = environment.snapshotter().prepare(layers.trees(input), scratch)) {
      change(node, snapshot, source, task);
      var layer = layers.seal(snapshot.changes());
      snapshot.sealed(layers.trees(List.of(layer)).getFirst());
      return layer;
    } catch (StepProblem e) {
      throw new StepException(node, e.kind(), e.problem(), null, null);
    }
  }

  /// Copies the file system of the layers into a directory, over what is there.
  public void copyOut(List<LayerRecord> image, Directory destination)
      throws IOException, InterruptedException {
    var everything = new Op.Copy(Op.Origin.NODE, List.of("/"), List.of(), "/", null, null, false);
    try (var view = environment.snapshotter().view(layers.trees(image), scratch)) {
      var files = new FileSource(view.root(), IgnoreRules.NONE, "the image");
      CopyStep.execute(everything, files, destination, reporter::warn);
    } catch (StepProblem e) {
      throw new IOException(e.problem(), e);
    }
  }

  private void change(Node node, Snapshot snapshot, List<LayerRecord> source, Reporter.Task task)
      throws StepException, StepProblem, IOException, InterruptedException {
    switch (node.op()) {
      case Op.MakeDirectory directory -> {
        try {
          makeDirectory(directory, snapshot.root());
        } catch (SystemCallException e) {
          throw StepProblem.of(StepException.Kind.SETUP, e);
        }
      }
      case Op.Copy copy when copy.origin() == Op.Origin.CONTEXT ->
          CopyStep.execute(copy, context, snapshot.root(), reporter::warn);
      case Op.Copy copy -> {
        try (var view = environment.snapshotter().view(layers.trees(source), scratch)) {
          var name = "'" + node.source().orElseThrow().instruction().text() + "'";
          var files = new FileSource(view.root(), IgnoreRules.NONE, name);
          CopyStep.execute(copy, files, snapshot.root(), reporter::warn);
        }
      }
      case Op.Run run -> run(node, run, snapshot, task);
      case Op.Scratch base -> throw new IllegalStateException("no step: " + base);
      case Op.Image base -> throw new IllegalStateException("no step: " + base);
    }
  }

  private void run(Node node, Op.Run run, Snapshot snapshot, Reporter.Task task)
      throws StepException, StepProblem, IOException, InterruptedException {
    var tail = new LogTail();
    int exitCode = runs.execute(run, snapshot.path(), snapshot.root(), scratch, task, tail);
    if (exitCode != 0) {
      throw new StepException(
          node,
          StepException.Kind.RUN,
          "the command ended with exit code " + exitCode,
          exitCode,
          tail.text());
    }
  }

  private static void makeDirectory(Op.MakeDirectory op, Directory root)
      throws IOException, StepProblem {
    var existing = root.status(op.path());
    if (existing != null && !existing.isDirectory()) {
      throw new StepProblem(StepException.Kind.SETUP, "'" + op.path() + "' is no directory");
    }
    if (existing == null) {
      var owner = Accounts.of(root).identity(op.user());
      root.makeDirectories(op.path(), 0755, owner.uid(), owner.gid());
    }
  }
}
