package dev.kiln.engine.graph;

import dev.kiln.engine.dockerfile.Arg;
import dev.kiln.engine.dockerfile.Dockerfile;
import dev.kiln.engine.dockerfile.DockerfileException;
import dev.kiln.engine.dockerfile.Instruction;
import dev.kiln.engine.dockerfile.InstructionException;
import dev.kiln.engine.dockerfile.KeyValue;
import dev.kiln.engine.dockerfile.Problem;
import dev.kiln.engine.dockerfile.Stage;
import dev.kiln.engine.dockerfile.Suggestions;
import dev.kiln.engine.dockerfile.Words;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns a Dockerfile into a [BuildPlan]. Only the stages that the target needs are planned, and of
/// images only manifests and configs are asked for.
public final class Planner {
  private final Dockerfile dockerfile;
  private final PlanOptions options;
  private final BaseImages baseImages;
  private final Arguments arguments;
  private final Words words;
  private final Map<Integer, StagePlanner> planned = new LinkedHashMap<>();
  private final Map<Node, BaseImage> images = new HashMap<>();
  private final Map<String, Node> imageNodes = new HashMap<>();

  private Planner(Dockerfile dockerfile, PlanOptions options, BaseImages baseImages) {
    this.dockerfile = dockerfile;
    this.options = options;
    this.baseImages = baseImages;
    this.arguments = new Arguments(options);
    this.words = new Words(dockerfile.directives().escape());
  }

  /// Plans the build of `dockerfile`.
  ///
  /// @throws DockerfileException if an instruction cannot be planned
  /// @throws BaseImageException if an image that it names cannot be had
  public static BuildPlan plan(Dockerfile dockerfile, PlanOptions options, BaseImages baseImages)
      throws DockerfileException, BaseImageException {
    return new Planner(dockerfile, options, baseImages).plan();
  }

  private BuildPlan plan() throws DockerfileException, BaseImageException {
    for (Arg arg : dockerfile.globalArgs()) {
      declareGlobal(arg);
    }
    var target = stage(targetIndex());
    var warnings = new ArrayList<String>();
    if (!arguments.unused().isEmpty()) {
      warnings.add(
          "build arguments that no ARG asks for: " + String.join(", ", arguments.unused()));
    }
    var stages = planned.values().stream().map(StagePlanner::result).toList();
    return new BuildPlan(stages, target.result(), images, warnings);
  }

  private void declareGlobal(Arg arg) throws DockerfileException {
    for (KeyValue each : arg.args()) {
      var value = arguments.given(each.key());
      if (value == null && each.value() != null) {
        value = expandGlobal(arg, each.value());
      }
      if (value != null) {
        arguments.setGlobal(each.key(), value);
      }
    }
  }

  private int targetIndex() throws DockerfileException {
    var name = options.target();
    if (name == null || name.isEmpty()) {
      return dockerfile.stages().size() - 1;
    }
    var found = stageIndex(name, dockerfile.stages().size());
    if (found.isPresent()) {
      return found.get();
    }
    var names = dockerfile.stages().stream().flatMap(stage -> stage.name().stream()).toList();
    throw failure(
        dockerfile.stages().getLast().from(),
        "there is no stage '" + name + "' to build (--target)",
        Suggestions.nearest(name, names)
            .map(near -> "did you mean '" + near + "'?")
            .orElse(
                names.isEmpty()
                    ? "no stage of this file has a name"
                    : "the stages are: " + String.join(", ", names)));
  }

  /// The stage before `limit` with that name, in any case, or that number.
  Optional<Integer> stageIndex(String name, int limit) {
    var lower = name.toLowerCase(Locale.ROOT);
    for (int i = limit - 1; i >= 0; i--) {
      if (dockerfile.stages().get(i).name().filter(lower::equals).isPresent()) {
        return Optional.of(i);
      }
    }
    if (name.matches("\\d{1,6}") && Integer.parseInt(name) < limit) {
      return Optional.of(Integer.parseInt(name));
    }
    return Optional.empty();
  }

  StagePlanner stage(int index) throws DockerfileException, BaseImageException {
    var known = planned.get(index);
    if (known != null) {
      return known;
    }
    var planner = new StagePlanner(this, dockerfile.stages().get(index));
    planner.plan();
    planned.put(index, planner); // after those it needs
    return planner;
  }

  /// The node of an image, asked for once for each platform.
  Node image(Instruction instruction, String name, Platform platform)
      throws DockerfileException, BaseImageException {
    var known = imageNodes.get(platform + " " + name);
    if (known != null) {
      return known;
    }
    try {
      var image = baseImages.resolve(ImageReference.parse(name), platform);
      var op = new Op.Image(image.reference(), image.descriptor());
      var node = new Node(op, null, null, instruction);
      imageNodes.put(platform + " " + name, node);
      images.put(node, image);
      return node;
    } catch (IllegalArgumentException e) {
      throw failure(instruction, String.valueOf(e.getMessage()), null);
    } catch (IOException e) {
      throw new BaseImageException(instruction, name, e);
    }
  }

  BaseImage imageOf(Node node) {
    return Objects.requireNonNull(images.get(node));
  }

  String expandGlobal(Instruction instruction, String word) throws DockerfileException {
    try {
      return words.expand(word, arguments::global);
    } catch (InstructionException e) {
      throw failure(instruction, e.problem(), e.hint());
    }
  }

  /// How progress calls a stage.
  String title(Stage stage) {
    if (stage.name().isPresent()) {
      return stage.name().get();
    }
    return dockerfile.stages().size() == 1 ? "" : "stage-" + stage.index();
  }

  PlanOptions options() {
    return options;
  }

  Arguments arguments() {
    return arguments;
  }

  Words words() {
    return words;
  }

  static DockerfileException failure(
      Instruction instruction, String message, @Nullable String hint) {
    return new DockerfileException(List.of(Problem.at(instruction, message, hint)));
  }
}
