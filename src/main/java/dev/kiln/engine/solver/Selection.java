package dev.kiln.engine.solver;

import dev.kiln.engine.context.GlobPattern;
import dev.kiln.engine.context.PatternException;
import dev.kiln.engine.linux.FileStatus;
import dev.kiln.engine.linux.SystemCallException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The files that the sources of a copy name.
final class Selection {
  private Selection() {}

  /// A named file or directory.
  ///
  /// @param name its last name, as the source gave it; empty for the root
  /// @param path where it is, without links
  record Item(String name, String path, FileStatus status) {
    /// The path as ignore rules take it.
    String relativePath() {
      return path.substring(1);
    }
  }

  /// What `pattern`, an absolute path with wildcards, names in the source, in order.
  static List<Item> select(FileSource source, String pattern) throws IOException, StepProblem {
    var found = new ArrayList<Item>();
    var parts = pattern.equals("/") ? List.<String>of() : List.of(pattern.substring(1).split("/"));
    try {
      match(source, "", parts, found);
    } catch (SystemCallException e) {
      throw StepProblem.of(StepException.Kind.COPY, e);
    }
    if (found.isEmpty()) {
      throw new StepProblem(StepException.Kind.COPY, missing(source, pattern));
    }
    return found;
  }

  private static void match(FileSource source, String parent, List<String> parts, List<Item> found)
      throws IOException, StepProblem {
    if (parts.isEmpty()) {
      add(source, parent, found);
      return;
    }
    var part = parts.getFirst();
    var rest = parts.subList(1, parts.size());
    if (!GlobPattern.isPattern(part)) {
      match(source, parent + "/" + part, rest, found);
      return;
    }
    var glob = pattern(part);
    var directory = source.root().status(parent.isEmpty() ? "/" : parent);
    if (directory == null || !directory.isDirectory()) {
      return;
    }
    for (String name : source.root().names(parent.isEmpty() ? "/" : parent)) {
      if (glob.matches(name)) {
        match(source, parent + "/" + name, rest, found);
      }
    }
  }

  private static void add(FileSource source, String path, List<Item> found) throws IOException {
    var status = source.root().status(path.isEmpty() ? "/" : path);
    if (status == null) {
      return;
    }
    var real = source.root().resolve(path.isEmpty() ? "/" : path);
    if (real.equals("/") || source.shows(real.substring(1), status.isDirectory())) {
      found.add(new Item(path.substring(path.lastIndexOf('/') + 1), real, status));
    }
  }

  private static GlobPattern pattern(String part) throws StepProblem {
    try {
      return GlobPattern.parse(part);
    } catch (PatternException e) {
      throw new StepProblem(
          StepException.Kind.COPY, "'" + part + "' is no pattern: " + e.getMessage());
    }
  }

  private static String missing(FileSource source, String pattern) throws IOException {
    var name = "'" + pattern.substring(1) + "'";
    if (GlobPattern.isPattern(pattern)) {
      return "no file of " + source.name() + " matches " + name;
    }
    if (source.root().status(pattern) != null) {
      return name
          + " is left out of "
          + source.name()
          + " by the ignore file\n"
          + "add a line !"
          + pattern.substring(1)
          + " to it";
    }
    return name + " is not in " + source.name() + Neighbours.hint(source, pattern);
  }
}
