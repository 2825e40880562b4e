package dev.kiln.engine.dockerfile;

import java.util.List;
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
}
