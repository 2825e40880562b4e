package dev.kiln.engine.graph;

import dev.kiln.engine.dockerfile.Add;
import dev.kiln.engine.dockerfile.Arg;
import dev.kiln.engine.dockerfile.Cmd;
import dev.kiln.engine.dockerfile.CommandLine;
import dev.kiln.engine.dockerfile.Copy;
import dev.kiln.engine.dockerfile.Dockerfile;
import dev.kiln.engine.dockerfile.DockerfileException;
import dev.kiln.engine.dockerfile.Entrypoint;
import dev.kiln.engine.dockerfile.Env;
import dev.kiln.engine.dockerfile.Expose;
import dev.kiln.engine.dockerfile.From;
import dev.kiln.engine.dockerfile.Healthcheck;
import dev.kiln.engine.dockerfile.Instruction;
import dev.kiln.engine.dockerfile.InstructionException;
import dev.kiln.engine.dockerfile.KeyValue;
import dev.kiln.engine.dockerfile.Label;
import dev.kiln.engine.dockerfile.Maintainer;
import dev.kiln.engine.dockerfile.Onbuild;
import dev.kiln.engine.dockerfile.Run;
import dev.kiln.engine.dockerfile.Shell;
import dev.kiln.engine.dockerfile.Stage;
import dev.kiln.engine.dockerfile.Stopsignal;
import dev.kiln.engine.dockerfile.User;
import dev.kiln.engine.dockerfile.Volume;
import dev.kiln.engine.dockerfile.Workdir;
import dev.kiln.engine.oci.ContainerConfig.Empty;
import dev.kiln.engine.oci.Platform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Plans one stage: folds its instructions into operations and an [ImageDraft].
final class StagePlanner {
  private final Planner planner;
  private final Stage stage;
  private final List<Node> nodes = new ArrayList<>();
  private ImageDraft draft = ImageDraft.empty();
  private Platform platform;
  private @Nullable Node last;
  private @Nullable StagePlan result;

  StagePlanner(Planner planner, Stage stage) {
    this.planner = planner;
    this.stage = stage;
    this.platform = planner.options().platform();
  }

  StagePlan result() {
    return Objects.requireNonNull(result);
  }

  void plan() throws DockerfileException, BaseImageException {
    start(stage.from());
    for (Instruction instruction : stage.instructions()) {
      apply(instruction);
    }
    result =
        new StagePlan(
            planner.title(stage),
            nodes,
            last(),
            platform,
            draft.container(planner.options().labels()),
            draft.author,
            draft.history);
  }

  // --- FROM

  private void start(From from) throws DockerfileException, BaseImageException {
    if (from.platform() != null) {
      platform = platform(from, planner.expandGlobal(from, from.platform()));
    }
    var name = planner.expandGlobal(from, from.image());
    if (name.isEmpty()) {
      throw Planner.failure(
          from,
          "the base image's name '" + from.image() + "' is empty once it is expanded",
          "give its ARG a default before the first FROM, or pass --build-arg");
    }
    var earlier = planner.stageIndex(name, stage.index());
    if (earlier.isPresent() && !name.matches("\\d+")) {
      var parent = planner.stage(earlier.get());
      draft = parent.draft.child();
      platform = from.platform() == null ? parent.platform : platform;
      last = parent.last();
    } else if (name.equals("scratch")) {
      last = new Node(new Op.Scratch(), null, null, from);
    } else {
      last = planner.image(from, name, platform);
      nodes.add(last);
      draft = ImageDraft.of(planner.imageOf(last).config());
    }
    runTriggers(from, name);
  }

  private static Platform platform(From from, String text) throws DockerfileException {
    try {
      return Platform.parse(text);
    } catch (IllegalArgumentException e) {
      throw Planner.failure(from, String.valueOf(e.getMessage()), null);
    }
  }

  private void runTriggers(From from, String image) throws DockerfileException, BaseImageException {
    var triggers = List.copyOf(draft.triggers);
    draft.triggers.clear();
    for (String trigger : triggers) {
      apply(Dockerfile.parseTrigger(from.range() + " (ONBUILD of " + image + ")", trigger));
    }
  }

  // --- instructions

  private void apply(Instruction instruction) throws DockerfileException, BaseImageException {
    try {
      plan(instruction);
    } catch (InstructionException e) {
      throw Planner.failure(instruction, e.problem(), e.hint());
    }
  }

  private void plan(Instruction instruction)
      throws InstructionException, DockerfileException, BaseImageException {
    switch (instruction) {
      case From from -> throw new IllegalStateException("FROM inside a stage: " + from);
      case Run run -> add(runs().plan(run), null, run);
      case Copy copy -> add(copies().plan(copy), source(copy), copy);
      case Add add -> add(copies().plan(add), null, add);
      case Workdir workdir -> changeDirectory(workdir);
      case Arg arg -> declare(arg);
      case Env env -> note(env, () -> expand(env.variables()).forEach(draft::setVariable));
      case Label label -> note(label, () -> draft.labels.putAll(expand(label.labels())));
      case Expose expose -> note(expose, () -> expose(expose));
      case Volume volume -> note(volume, () -> declareVolumes(volume));
      case User user -> note(user, () -> draft.user = nonEmpty(user.user(), "USER"));
      case Cmd cmd -> note(cmd, () -> setCommand(cmd));
      case Entrypoint entrypoint -> note(entrypoint, () -> setEntrypoint(entrypoint));
      case Shell shell -> note(shell, () -> draft.shell = shell.args());
      case Stopsignal signal -> note(signal, () -> draft.stopSignal = signal(signal));
      case Healthcheck check -> note(check, () -> draft.healthcheck = Healthchecks.of(check));
      case Maintainer maintainer -> note(maintainer, () -> draft.author = maintainer.name());
      case Onbuild onbuild -> note(onbuild, () -> draft.triggers.add(onbuild.trigger()));
    }
  }

  /// A change of metadata.
  @FunctionalInterface
  private interface Change {
    void make() throws InstructionException;
  }

  private void note(Instruction instruction, Change change) throws InstructionException {
    change.make();
    draft.record(instruction.text(), true);
  }

  private void add(Op op, @Nullable Node source, Instruction instruction) {
    last = new Node(op, last(), source, instruction);
    nodes.add(last);
    var createdBy =
        op instanceof Op.Run run ? "RUN " + String.join(" ", run.args()) : instruction.text();
    draft.record(createdBy, false);
  }

  private Node last() {
    return Objects.requireNonNull(last);
  }

  // --- files

  private CopyPlanner copies() {
    return new CopyPlanner(
        draft.workingDirectory, planner.options().hasContext(), planner.words(), draft.scope::get);
  }

  private RunPlanner runs() {
    return new RunPlanner(draft, planner.arguments(), planner.words());
  }

  private @Nullable Node source(Copy copy) throws DockerfileException, BaseImageException {
    if (copy.from() == null) {
      return null;
    }
    var earlier = planner.stageIndex(copy.from(), stage.index());
    return earlier.isPresent()
        ? planner.stage(earlier.get()).last()
        : planner.image(copy, copy.from(), planner.options().platform());
  }

  private void changeDirectory(Workdir workdir) throws InstructionException {
    var path = ContainerPaths.join(draft.workingDirectory, nonEmpty(workdir.path(), "WORKDIR"));
    draft.workingDirectory = path;
    add(new Op.MakeDirectory(path, draft.user), null, workdir);
  }

  // --- variables

  private void declare(Arg arg) throws InstructionException {
    var found = new LinkedHashMap<String, String>();
    for (KeyValue each : arg.args()) {
      var value = planner.arguments().given(each.key());
      if (value == null && each.value() != null) {
        value = expand(each.value());
      }
      if (value == null) {
        value = planner.arguments().global(each.key());
      }
      if (value != null) {
        found.put(each.key(), value);
      }
    }
    draft.scope.putAll(found);
    draft.record(arg.text(), true);
  }

  private String expand(String word) throws InstructionException {
    return planner.words().expand(word, draft.scope::get);
  }

  private Map<String, String> expand(List<KeyValue> pairs) throws InstructionException {
    var expanded = new LinkedHashMap<String, String>();
    for (KeyValue pair : pairs) {
      expanded.put(expand(pair.key()), pair.value() == null ? "" : expand(pair.value()));
    }
    return expanded;
  }

  private String nonEmpty(String word, String keyword) throws InstructionException {
    var value = expand(word);
    if (value.isEmpty()) {
      throw new InstructionException(
          keyword + " '" + word + "' is empty once it is expanded", "is a variable not set?");
    }
    return value;
  }

  // --- metadata

  private void expose(Expose expose) throws InstructionException {
    for (String word : expose.ports()) {
      for (String port : planner.words().expandWords(word, draft.scope::get)) {
        Ports.parse(port).forEach(each -> draft.exposedPorts.put(each, new Empty()));
      }
    }
  }

  private void declareVolumes(Volume volume) throws InstructionException {
    for (String path : volume.paths()) {
      draft.volumes.put(nonEmpty(path, "VOLUME"), new Empty());
    }
  }

  private void setCommand(Cmd cmd) {
    draft.command = commandLine(cmd.command());
    draft.commandIsOwn = true;
  }

  /// A command of the base was meant for the base's entrypoint.
  private void setEntrypoint(Entrypoint entrypoint) {
    draft.entrypoint = commandLine(entrypoint.command());
    if (!draft.commandIsOwn) {
      draft.command = null;
    }
  }

  private List<String> commandLine(CommandLine command) {
    return CommandLines.args(command, draft.shell());
  }

  private String signal(Stopsignal instruction) throws InstructionException {
    var signal = nonEmpty(instruction.signal(), "STOPSIGNAL");
    if (!signal.matches("(SIG)?[A-Z][A-Z0-9+-]*|[0-9]{1,2}")) {
      throw new InstructionException(
          "'" + signal + "' is no signal", "use a name such as SIGTERM, or a number");
    }
    return signal;
  }
}
