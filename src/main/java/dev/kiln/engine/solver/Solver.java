package dev.kiln.engine.solver;

import dev.kiln.engine.cache.LayerCache;
import dev.kiln.engine.cache.LayerRecord;
import dev.kiln.engine.cache.StepResult;
import dev.kiln.engine.graph.BuildPlan;
import dev.kiln.engine.graph.Node;
import dev.kiln.engine.graph.Op;
import dev.kiln.engine.graph.StagePlan;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.solver.ProgressEvent.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

/// Solves a plan: finds the layers of its target, from the cache where a key is known, by executing
/// where it is not. It asks for the last step first, so nothing is done that no one needs; what a
/// step copies from is solved beside what it starts from.
public final class Solver implements AutoCloseable {
  private final BuildPlan plan;
  private final LayerCache cache;
  private final BlobSource blobs;
  private final StepExecutor executor;
  private final Keys keys;
  private final Reporter reporter;
  private final boolean noCache;
  private final Map<Node, Vertex> vertices = new LinkedHashMap<>();
  private final Map<Node, FutureTask<List<LayerRecord>>> solving = new HashMap<>();
  private final Map<Node, StepOutcome> outcomes = new HashMap<>();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("solver-", 0).daemon().factory());

  /// @param noCache whether every step runs again; results are recorded all the same
  public Solver(
      BuildPlan plan,
      LayerCache cache,
      BlobSource blobs,
      StepExecutor executor,
      Reporter reporter,
      boolean noCache) {
    this.plan = plan;
    this.cache = cache;
    this.blobs = blobs;
    this.executor = executor;
    this.keys = new Keys(executor.context());
    this.reporter = reporter;
    this.noCache = noCache;
    for (StagePlan stage : plan.stages()) {
      for (int i = 0; i < stage.nodes().size(); i++) {
        vertices.put(stage.nodes().get(i), reporter.vertex(stage.label(i)));
      }
    }
  }

  /// The layers of the plan's target, base first.
  public List<LayerRecord> solve() throws StepException, IOException, InterruptedException {
    return solve(plan.target().last());
  }

  /// What became of the steps, in the plan's order; steps that nothing needed are left out.
  public synchronized List<StepOutcome> outcomes() {
    var ordered = new ArrayList<StepOutcome>();
    for (Node node : vertices.keySet()) {
      if (outcomes.containsKey(node)) {
        ordered.add(outcomes.get(node));
      }
    }
    return ordered;
  }

  private List<LayerRecord> solve(Node node)
      throws StepException, IOException, InterruptedException {
    var task = task(node);
    task.run(); // does nothing when another thread has begun
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case null -> throw new IllegalStateException(e);
        case StepException cause -> throw cause;
        case IOException cause -> throw cause;
        case InterruptedException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private synchronized FutureTask<List<LayerRecord>> task(Node node) {
    return solving.computeIfAbsent(node, key -> new FutureTask<>(() -> find(key)));
  }

  private List<LayerRecord> find(Node node)
      throws StepException, IOException, InterruptedException {
    if (node.op() instanceof Op.Scratch) {
      return List.of();
    }
    if (node.op() instanceof Op.Image) {
      return base(node);
    }
    var definition = keys.definition(node);
    var known = lookUp(definition);
    if (known.isPresent()) {
      markCached(node);
      return known.get().layers();
    }
    node.source().ifPresent(source -> threads.execute(task(source)));
    var input = node.input().isPresent() ? solve(node.input().get()) : List.<LayerRecord>of();
    var source = node.source().isPresent() ? solve(node.source().get()) : List.<LayerRecord>of();
    var content = keys.content(node, input, source);
    var equal = lookUp(content);
    if (equal.isPresent()) {
      markCached(node);
      cache.record(definition, equal.get());
      return equal.get().layers();
    }
    var layers = new ArrayList<>(input);
    layers.add(execute(node, input, source));
    var result = new StepResult(layers, keys.recorded(node));
    cache.record(content, result);
    cache.record(definition, result);
    return layers;
  }

  private Optional<StepResult> lookUp(Digest key) {
    return noCache
        ? Optional.empty()
        : cache.result(key).filter(result -> result.layers().stream().allMatch(blobs::has));
  }

  private List<LayerRecord> base(Node node) {
    var task = reporter.start(vertex(node));
    var layers = BaseLayers.of(Objects.requireNonNull(plan.images().get(node)));
    outcome(node, true, task.finish(Outcome.DONE));
    return layers;
  }

  private LayerRecord execute(Node node, List<LayerRecord> input, List<LayerRecord> source)
      throws StepException, IOException, InterruptedException {
    var task = reporter.start(vertex(node));
    var outcome = Outcome.FAILED;
    try {
      var layer = executor.execute(node, input, source, task);
      outcome = Outcome.DONE;
      return layer;
    } catch (InterruptedException e) {
      outcome = Outcome.CANCELED;
      throw e;
    } finally {
      outcome(node, false, task.finish(outcome));
    }
  }

  /// A step whose result is known needed nothing of those before it.
  private void markCached(Node node) {
    if (isSettled(node)) {
      return; // and so is all that it needed
    }
    node.input().ifPresent(this::markCached);
    node.source().ifPresent(this::markCached);
    synchronized (this) {
      if (isSettled(node) || !vertices.containsKey(node)) {
        return;
      }
      outcomes.put(node, new StepOutcome(node, vertex(node).name(), true, Duration.ZERO));
    }
    reporter.start(vertex(node)).finish(Outcome.CACHED);
  }

  private synchronized boolean isSettled(Node node) {
    return outcomes.containsKey(node);
  }

  private synchronized void outcome(Node node, boolean cached, Duration duration) {
    outcomes.put(node, new StepOutcome(node, vertex(node).name(), cached, duration));
  }

  private synchronized Vertex vertex(Node node) {
    return vertices.computeIfAbsent(
        node, image -> reporter.vertex("[context] " + image.instruction().text()));
  }

  /// Ends what still runs beside a step that failed, and waits for it: then nothing works in the
  /// scratch directory any more.
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
