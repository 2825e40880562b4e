package dev.kiln.engine.solver;

import dev.kiln.engine.archive.ArchiveExtractor;
import dev.kiln.engine.archive.EntryCopy;
import dev.kiln.engine.archive.EntryCopy.Ownership;
import dev.kiln.engine.archive.Limits;
import dev.kiln.engine.archive.Owner;
import dev.kiln.engine.graph.Op;
import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileStatus;
import dev.kiln.engine.linux.SystemCallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Executes COPY and ADD (Dockerfile reference, "COPY" and "ADD").
final class CopyStep {
  private static final int DIRECTORY_MODE = 0755;
  private static final int INLINE_MODE = 0644;

  private final Op.Copy op;
  private final FileSource source;
  private final Directory root;
  private final Ownership ownership;
  private final EntryCopy copier;
  private final Consumer<String> warnings;

  private CopyStep(
      Op.Copy op,
      FileSource source,
      Directory root,
      Ownership ownership,
      Consumer<String> warnings) {
    this.op = op;
    this.source = source;
    this.root = root;
    this.ownership = ownership;
    this.warnings = warnings;
    this.copier = new EntryCopy(source.root(), root, ownership);
  }

  /// Copies into `root` what the op takes from `source`.
  static void execute(Op.Copy op, FileSource source, Directory root, Consumer<String> warnings)
      throws IOException, StepProblem {
    try {
      new CopyStep(op, source, root, ownership(op, root), warnings).execute();
    } catch (SystemCallException e) {
      throw StepProblem.of(StepException.Kind.COPY, e);
    }
  }

  /// Files of the context belong to root unless `--chown` says otherwise; files of a stage or an
  /// image keep their owners.
  private static Ownership ownership(Op.Copy op, Directory root) throws IOException, StepProblem {
    if (op.owner() != null) {
      var owner = Accounts.of(root).owner(op.owner());
      return new Ownership(owner.uid(), owner.gid(), op.mode());
    }
    return op.origin() == Op.Origin.CONTEXT
        ? new Ownership(0, 0, op.mode())
        : new Ownership(null, null, op.mode());
  }

  private void execute() throws IOException, StepProblem {
    var items = new ArrayList<Selection.Item>();
    for (String pattern : op.sources()) {
      items.addAll(Selection.select(source, pattern));
    }
    boolean intoDirectory = intoDirectory(items);
    for (Selection.Item item : items) {
      if (item.status().isDirectory()) {
        copyContent(item);
      } else if (!op.unpack() || !extracted(item)) {
        copyFile(item, intoDirectory ? in(op.destination(), item.name()) : op.destination());
      }
    }
    for (Op.InlineFile file : op.inline()) {
      write(file, intoDirectory ? in(op.destination(), file.name()) : op.destination());
    }
  }

  private boolean intoDirectory(List<Selection.Item> items) throws IOException, StepProblem {
    if (op.destination().endsWith("/")) {
      return true;
    }
    var existing = root.status(op.destination());
    if (existing != null && existing.isDirectory()) {
      return true;
    }
    if (items.size() + op.inline().size() > 1) {
      throw problem(
          "the sources name "
              + items.size()
              + " files, and '"
              + op.destination()
              + "' is no directory\nend it with a slash: "
              + op.destination()
              + "/");
    }
    return false;
  }

  // --- directories

  private void copyContent(Selection.Item item) throws IOException, StepProblem {
    var target = trimmed(op.destination());
    var existing = root.status(target);
    if (existing != null && !existing.isDirectory()) {
      throw problem("cannot copy a directory onto '" + target + "', which is a file");
    }
    makeDirectories(target);
    copyEntries(item.path(), item.relativePath(), root.resolve(target));
  }

  private void copyEntries(String from, String relative, String target)
      throws IOException, StepProblem {
    for (String name : source.root().names(from)) {
      var path = in(from, name);
      var child = relative.isEmpty() ? name : relative + "/" + name;
      var status = source.root().linkStatus(path);
      if (status == null || !source.shows(child, status.isDirectory())) {
        continue;
      }
      if (status.isDirectory()) {
        copyDirectory(path, child, status, in(target, name));
      } else {
        place(path, status, in(target, name));
      }
    }
  }

  private void copyDirectory(String path, String relative, FileStatus status, String target)
      throws IOException, StepProblem {
    var existing = root.linkStatus(target);
    var inside = target;
    if (existing != null && existing.isSymlink()) {
      var followed = root.status(target);
      if (followed != null && followed.isDirectory()) {
        inside = root.resolve(target);
        existing = followed;
      }
    }
    if (existing == null) {
      copier.copy(path, status, inside);
    } else if (!existing.isDirectory()) {
      throw problem("cannot copy the directory '" + path + "' onto the file '" + inside + "'");
    }
    copyEntries(path, relative, inside);
    if (!source.ignored().excludes(relative)) {
      copier.copyMetadata(path, status, inside);
    }
  }

  // --- files

  private void copyFile(Selection.Item item, String target) throws IOException, StepProblem {
    makeDirectories(parent(target));
    place(item.path(), item.status(), in(root.resolve(parent(target)), last(target)));
  }

  private void place(String path, FileStatus status, String target)
      throws IOException, StepProblem {
    clear(target);
    copier.copy(path, status, target);
  }

  private void write(Op.InlineFile file, String target) throws IOException, StepProblem {
    makeDirectories(parent(target));
    var place = in(root.resolve(parent(target)), last(target));
    clear(place);
    try (var output = root.create(place, ownership.mode() == null ? INLINE_MODE : op.mode())) {
      output.write(file.content().getBytes(StandardCharsets.UTF_8));
      output.setOwner(orRoot(ownership.uid()), orRoot(ownership.gid()));
      output.setTimes(0, 0); // its content has no time of its own
    }
  }

  private boolean extracted(Selection.Item item) throws IOException, StepProblem {
    if (!item.status().isRegular()) {
      return false;
    }
    try (var input = source.root().read(item.path())) {
      if (!ArchiveExtractor.isArchive(input)) {
        return false;
      }
    }
    makeDirectories(trimmed(op.destination()));
    try (var input = source.root().read(item.path())) {
      ArchiveExtractor.extract(
          input, root, trimmed(op.destination()), archiveOwner(), Limits.DEFAULT, warnings);
    }
    return true;
  }

  /// An archive says whom its files belong to, unless `--chown` does.
  private @Nullable Owner archiveOwner() {
    return op.owner() == null ? null : new Owner(orRoot(ownership.uid()), orRoot(ownership.gid()));
  }

  private void clear(String target) throws IOException, StepProblem {
    var existing = root.linkStatus(target);
    if (existing == null) {
      return;
    }
    if (existing.isDirectory()) {
      throw problem("cannot copy a file onto '" + target + "', which is a directory");
    }
    root.remove(target);
  }

  private void makeDirectories(String path) throws IOException {
    root.makeDirectories(path, DIRECTORY_MODE, orRoot(ownership.uid()), orRoot(ownership.gid()));
  }

  private static int orRoot(@Nullable Integer id) {
    return id == null ? 0 : id;
  }

  private static StepProblem problem(String message) {
    return new StepProblem(StepException.Kind.COPY, message);
  }

  // --- paths, absolute and without links where they come from `resolve`

  private static String in(String directory, String name) {
    return directory.endsWith("/") ? directory + name : directory + "/" + name;
  }

  private static String trimmed(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
