package dev.kiln.engine.graph;

import dev.kiln.engine.oci.ContainerConfig;
import dev.kiln.engine.oci.ContainerConfig.Empty;
import dev.kiln.engine.oci.ContainerConfig.Healthcheck;
import dev.kiln.engine.oci.History;
import dev.kiln.engine.oci.ImageConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the instructions of a stage have made of its image so far. Confined to one planner.
final class ImageDraft {
  static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");
  private static final String COMMENT = "kiln.dockerfile.v1";

  /// The image's variables.
  final SequencedMap<String, String> environment = new LinkedHashMap<>();

  /// What expansions and commands see: variables and build arguments, the later one wins.
  final SequencedMap<String, String> scope = new LinkedHashMap<>();

  final Map<String, Empty> exposedPorts = new TreeMap<>();
  final Map<String, Empty> volumes = new TreeMap<>();
  final Map<String, String> labels = new TreeMap<>();
  final List<String> triggers = new ArrayList<>();
  final List<History> history = new ArrayList<>();
  String user = "";
  String workingDirectory = "";
  @Nullable List<String> entrypoint;
  @Nullable List<String> command;
  boolean commandIsOwn;
  @Nullable Healthcheck healthcheck;
  @Nullable String stopSignal;
  @Nullable List<String> shell;
  @Nullable String author;

  static ImageDraft empty() {
    var draft = new ImageDraft();
    draft.setVariable("PATH", DEFAULT_PATH);
    return draft;
  }

  static ImageDraft of(ImageConfig config) {
    var draft = new ImageDraft();
    draft.author = config.author();
    draft.history.addAll(config.history());
    draft.adopt(config.container());
    return draft;
  }

  /// The start of a stage that is based on the one this draft belongs to.
  ImageDraft child() {
    var draft = new ImageDraft();
    draft.author = author;
    draft.history.addAll(history);
    draft.adopt(container(Map.of()));
    draft.scope.clear();
    draft.scope.putAll(scope);
    return draft;
  }

  private void adopt(ContainerConfig config) {
    for (String variable : orEmpty(config.env())) {
      int equals = variable.indexOf('=');
      setVariable(
          equals < 0 ? variable : variable.substring(0, equals),
          equals < 0 ? "" : variable.substring(equals + 1));
    }
    if (config.exposedPorts() != null) {
      exposedPorts.putAll(config.exposedPorts());
    }
    if (config.volumes() != null) {
      volumes.putAll(config.volumes());
    }
    if (config.labels() != null) {
      labels.putAll(config.labels());
    }
    triggers.addAll(orEmpty(config.onBuild()));
    user = config.user() == null ? "" : config.user();
    workingDirectory = config.workingDir() == null ? "" : config.workingDir();
    entrypoint = config.entrypoint();
    command = config.cmd();
    healthcheck = config.healthcheck();
    stopSignal = config.stopSignal();
    shell = config.shell();
  }

  void setVariable(String name, String value) {
    environment.put(name, value);
    scope.put(name, value);
  }

  List<String> shell() {
    return shell == null ? DEFAULT_SHELL : shell;
  }

  /// Records an instruction, whose layer or metadata comes next.
  void record(String createdBy, boolean emptyLayer) {
    history.add(new History(null, createdBy, author, COMMENT, emptyLayer));
  }

  ContainerConfig container(Map<String, String> addedLabels) {
    var allLabels = new TreeMap<>(labels);
    allLabels.putAll(addedLabels);
    return new ContainerConfig(
        user.isEmpty() ? null : user,
        exposedPorts,
        environment.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList(),
        entrypoint,
        command,
        healthcheck,
        volumes,
        workingDirectory.isEmpty() ? "/" : workingDirectory,
        allLabels,
        triggers,
        stopSignal,
        shell);
  }

  private static List<String> orEmpty(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }
}
