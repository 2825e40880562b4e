package dev.kiln.engine.dockerfile;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `FROM [--platform=platform] image [AS name]`
///
/// @param image an image reference, a stage's name or `scratch`; variables are global `ARG`s
/// @param name in lower case
public record From(
    SourceRange range, String text, @Nullable String platform, String image, @Nullable String name)
    implements Instruction {
  private static final Pattern STAGE_NAME = Pattern.compile("[a-z][a-z0-9-_.]*");

  static From parse(SyntaxNode node) throws InstructionException {
    var flags = Flags.read(node, Map.of("platform", Flags.Kind.VALUE));
    var words = node.arguments() instanceof Arguments.Words(var given) ? given : List.<String>of();
    if (words.size() != 1 && (words.size() != 3 || !words.get(1).equalsIgnoreCase("as"))) {
      throw new InstructionException(
          "FROM takes an image and, if the stage has a name, AS and the name",
          "write FROM image or FROM image AS name");
    }
    var name = words.size() == 3 ? stageName(words.get(2)) : null;
    return new From(node.range(), node.text(), flags.value("platform"), words.getFirst(), name);
  }

  private static String stageName(String written) throws InstructionException {
    var name = written.toLowerCase(Locale.ROOT);
    if (!STAGE_NAME.matcher(name).matches()) {
      throw new InstructionException(
          "'" + written + "' cannot name a stage",
          "a name starts with a letter and goes on with letters, digits, '-', '_' and '.'");
    }
    return name;
  }
}
