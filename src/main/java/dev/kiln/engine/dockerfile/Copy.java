package dev.kiln.engine.dockerfile;

import java.util.List;
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
}
