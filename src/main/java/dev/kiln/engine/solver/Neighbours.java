package dev.kiln.engine.solver;

import dev.kiln.engine.dockerfile.Suggestions;
import java.io.IOException;
import java.util.List;

/// Says what is there instead of a missing file.
final class Neighbours {
  private static final int SHOWN = 8;

  private Neighbours() {}

  /// A second line for a message; empty where nothing helps.
  static String hint(FileSource source, String missing) throws IOException {
    int slash = missing.lastIndexOf('/');
    var directory = slash <= 0 ? "/" : missing.substring(0, slash);
    var name = missing.substring(slash + 1);
    var status = source.root().status(directory);
    if (status == null || !status.isDirectory()) {
      return directory.equals("/") ? "" : "\nnor is the directory '" + directory.substring(1) + "'";
    }
    var names =
        source.root().names(directory).stream()
            .filter(each -> !source.ignored().excludes((directory + "/" + each).substring(1)))
            .toList();
    var near = Suggestions.nearest(name, names);
    if (near.isPresent()) {
      return "\ndid you mean '" + near.get() + "'?";
    }
    return names.isEmpty() ? "\nthere is nothing in it" : "\nthere are: " + shown(names);
  }

  private static String shown(List<String> names) {
    var text = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() > SHOWN ? text + " and " + (names.size() - SHOWN) + " more" : text;
  }
}
