package dev.kiln.engine.dockerfile;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `COPY [flags] source ... destination`
///
/// @param sources paths and wildcards, without the heredocs
/// @param from a stage's name or number, an image or a named context; not expanded
/// @param excludes patterns of files to leave out; not expanded
/// @param inline files given as heredocs
public record Copy(
    SourceRange range,
    String text,
    List<String> sources,
    String destination,
    @Nullable String from,
    @Nullable String chown,
    @Nullable String chmod,
    boolean link,
    boolean parents,
    List<String> excludes,
    List<Heredoc> inline)
    implements Instruction {
  public Copy {
    sources = List.copyOf(sources);
    excludes = List.copyOf(excludes);
    inline = List.copyOf(inline);
  }

  private static final Map<String, Flags.Kind> FLAGS =
      Map.of(
          "from", Flags.Kind.VALUE,
          "chown", Flags.Kind.VALUE,
          "chmod", Flags.Kind.VALUE,
          "link", Flags.Kind.SWITCH,
          "parents", Flags.Kind.SWITCH,
          "exclude", Flags.Kind.VALUES);

  static Copy parse(SyntaxNode node) throws InstructionException {
    var flags = Flags.read(node, FLAGS);
    var files = SourcesAndDestination.parse(node);
    var from = flags.value("from");
    if (from != null && !files.inline().isEmpty()) {
      throw new InstructionException(
          "COPY --from cannot take a heredoc", "copy the heredoc with an instruction of its own");
    }
    return new Copy(
        node.range(),
        node.text(),
        files.sources(),
        files.destination(),
        from,
        flags.value("chown"),
        flags.value("chmod"),
        flags.isOn("link"),
        flags.isOn("parents"),
        flags.values("exclude"),
        files.inline());
  }
}
