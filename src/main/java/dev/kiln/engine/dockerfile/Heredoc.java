package dev.kiln.engine.dockerfile;

/// An inline document.
///
/// @param name the word after `<<`, also the file's name in `COPY` and `ADD`
/// @param expand whether variables in the content are expanded (the word was not quoted)
/// @param stripTabs whether leading tabs are dropped (`<<-`)
/// @param content the lines as written, each with its line break
public record Heredoc(String name, boolean expand, boolean stripTabs, String content) {
  /// The content as a file or script sees it: without leading tabs if `<<-` asked for that.
  public String body() {
    return stripTabs ? content.replaceAll("(?m)^\t+", "") : content;
  }

  /// The lines as written, up to and with the one that ends them.
  String source() {
    return content + name;
  }
}
