package dev.kiln.engine.dockerfile;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `ADD [flags] source ... destination`
///
/// @param sources paths, wildcards, http and git URLs, without the heredocs
/// @param excludes patterns of files to leave out; not expanded
/// @param keepGitDir null when not given
/// @param unpack null when not given: local archives are unpacked, downloaded ones are not
/// @param inline files given as heredocs
public record Add(
    SourceRange range,
    String text,
    List<String> sources,
    String destination,
    @Nullable String chown,
    @Nullable String chmod,
    boolean link,
    List<String> excludes,
    @Nullable String checksum,
    @Nullable Boolean keepGitDir,
    @Nullable Boolean unpack,
    List<Heredoc> inline)
    implements Instruction {
  public Add {
    sources = List.copyOf(sources);
    excludes = List.copyOf(excludes);
    inline = List.copyOf(inline);
  }

  private static final Map<String, Flags.Kind> FLAGS =
      Map.of(
          "chown", Flags.Kind.VALUE,
          "chmod", Flags.Kind.VALUE,
          "link", Flags.Kind.SWITCH,
          "exclude", Flags.Kind.VALUES,
          "checksum", Flags.Kind.VALUE,
          "keep-git-dir", Flags.Kind.SWITCH,
          "unpack", Flags.Kind.SWITCH);

  static Add parse(SyntaxNode node) throws InstructionException {
    var flags = Flags.read(node, FLAGS);
    var files = SourcesAndDestination.parse(node);
    return new Add(
        node.range(),
        node.text(),
        files.sources(),
        files.destination(),
        flags.value("chown"),
        flags.value("chmod"),
        flags.isOn("link"),
        flags.values("exclude"),
        flags.value("checksum"),
        flags.choice("keep-git-dir"),
        flags.choice("unpack"),
        files.inline());
  }
}
