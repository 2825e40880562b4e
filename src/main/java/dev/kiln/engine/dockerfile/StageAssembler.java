package dev.kiln.engine.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Groups instructions into stages and checks what one stage says of another.
final class StageAssembler {
  private final List<Problem> problems;
  private final List<Arg> globalArgs = new ArrayList<>();
  private final List<Draft> drafts = new ArrayList<>();
  private boolean fromFailed;

  /// A stage that may still grow.
  ///
  /// @param nodes where the instructions stand, index by index
  private record Draft(From from, List<Instruction> instructions, List<SyntaxNode> nodes) {}

  /// An assembler that has seen nothing yet.
  ///
  /// @param problems receives what is wrong
  StageAssembler(List<Problem> problems) {
    this.problems = problems;
  }

  void add(SyntaxNode node) {
    try {
      var instruction = InstructionParser.parse(node);
      if (instruction instanceof From from) {
        checkImage(from);
        drafts.add(new Draft(from, new ArrayList<>(), new ArrayList<>()));
      } else if (!drafts.isEmpty()) {
        drafts.getLast().instructions().add(instruction);
        drafts.getLast().nodes().add(node);
      } else if (instruction instanceof Arg arg) {
        globalArgs.add(arg);
      } else if (!fromFailed) {
        throw new InstructionException(
            instruction.keyword() + " must come after FROM", "only ARG may stand before FROM");
      }
    } catch (InstructionException e) {
      fromFailed |= node.keyword().equals("from");
      problems.add(node.problem(e.problem(), e.hint()));
    }
  }

  List<Arg> globalArgs() {
    return globalArgs;
  }

  /// The stages; reports references between them that cannot hold.
  List<Stage> stages() {
    var stages = new ArrayList<Stage>();
    for (int i = 0; i < drafts.size(); i++) {
      var draft = drafts.get(i);
      stages.add(new Stage(i, draft.from(), draft.instructions()));
      for (int j = 0; j < draft.nodes().size(); j++) {
        checkReferences(i, draft.instructions().get(j), draft.nodes().get(j));
      }
    }
    return stages;
  }

  private void checkReferences(int stage, Instruction instruction, SyntaxNode node) {
    try {
      if (instruction instanceof Copy copy) {
        checkReference(stage, "COPY --from", copy.from());
      } else if (instruction instanceof Run run) {
        for (var mount : run.mounts()) {
          checkReference(stage, "RUN --mount from", mount.from());
        }
      }
    } catch (InstructionException e) {
      problems.add(node.problem(e.problem(), e.hint()));
    }
  }

  private void checkReference(int stage, String what, @Nullable String reference)
      throws InstructionException {
    if (reference == null) {
      return;
    }
    int target = reference.matches("[0-9]{1,9}") ? Integer.parseInt(reference) : named(reference);
    if (target >= drafts.size()) {
      throw new InstructionException(
          what + "=" + reference + ": there is no stage " + reference,
          "stages are counted from 0; this one is stage " + stage);
    }
    if (target == stage) {
      throw new InstructionException(
          what + "=" + reference + ": a stage cannot take from itself",
          "name an earlier stage or an image");
    }
    if (target > stage) {
      throw new InstructionException(
          what
              + "="
              + reference
              + ": the stage comes later, at "
              + drafts.get(target).from().range(),
          "move that stage above this one");
    }
  }

  /// The stage of that name: an earlier one before this one or a later one; -1 if there is none.
  private int named(String reference) {
    var name = reference.toLowerCase(Locale.ROOT);
    for (int i = 0; i < drafts.size(); i++) {
      if (name.equals(drafts.get(i).from().name())) {
        return i;
      }
    }
    return -1;
  }

  /// Repository names are lower case; what looks otherwise may be the name of an earlier stage.
  private void checkImage(From from) throws InstructionException {
    var image = from.image();
    if (image.contains("$") || named(image) >= 0) {
      return;
    }
    int host = image.indexOf('/');
    int start = host > 0 && isHost(image.substring(0, host)) ? host + 1 : 0;
    int digest = image.indexOf('@', start);
    int end = digest < 0 ? image.length() : digest;
    int tag = image.lastIndexOf(':', end - 1);
    if (tag > Math.max(image.lastIndexOf('/', end - 1), start)) {
      end = tag;
    }
    var repository = image.substring(start, end);
    var lower = repository.toLowerCase(Locale.ROOT);
    if (!repository.equals(lower)) {
      throw new InstructionException(
          "the repository name '" + repository + "' has upper-case letters",
          "did you mean " + image.substring(0, start) + lower + image.substring(end) + "?");
    }
  }

  private static boolean isHost(String part) {
    return part.contains(".") || part.contains(":") || part.equals("localhost");
  }
}
