package dev.kiln.engine.archive;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileOutput;
import dev.kiln.engine.linux.SystemCallException;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/// Gives files the owner, attributes and mode of their entries, in the order in which none undoes
/// another: a change of owner clears set-id bits and capabilities.
final class Metadata {
  private final Consumer<String> warnings;

  Metadata(Consumer<String> warnings) {
    this.warnings = warnings;
  }

  /// Applies to a file that is open, after its content was written.
  void apply(FileOutput file, TarEntry entry, Owner owner) throws IOException {
    try {
      file.setOwner(owner.uid(), owner.gid());
    } catch (SystemCallException e) {
      throw notOwned(entry, owner, e);
    }
    for (Map.Entry<String, byte[]> attribute : entry.attributes().entrySet()) {
      set(
          entry,
          attribute.getKey(),
          () -> file.setAttribute(attribute.getKey(), attribute.getValue()));
    }
    file.setMode(entry.mode());
    file.setTimes(entry.mtimeSeconds(), entry.mtimeNanos());
  }

  /// Applies to anything else; the times of a directory come when its content is complete.
  void apply(Directory parent, String name, TarEntry entry, Owner owner) throws IOException {
    try {
      parent.setOwner(name, owner.uid(), owner.gid());
    } catch (SystemCallException e) {
      throw notOwned(entry, owner, e);
    }
    for (Map.Entry<String, byte[]> attribute : entry.attributes().entrySet()) {
      String key = attribute.getKey();
      set(entry, key, () -> parent.setAttribute(name, key, attribute.getValue()));
    }
    if (entry.type() != TarEntry.Type.SYMLINK) {
      parent.setMode(name, entry.mode());
    }
    if (entry.type() != TarEntry.Type.DIRECTORY) {
      parent.setTimes(name, entry.mtimeSeconds(), entry.mtimeNanos());
    }
  }

  private interface Setting {
    void run() throws IOException;
  }

  private void set(TarEntry entry, String attribute, Setting setting) throws IOException {
    if (Whiteouts.isBookkeeping(attribute)) {
      warn(entry, "attribute " + ArchiveException.quoted(attribute) + " left out: overlayfs' own");
      return;
    }
    try {
      setting.run();
    } catch (SystemCallException e) {
      if (!e.isNotPermitted() && !e.isUnsupported()) {
        throw e;
      }
      warn(entry, "attribute left out: " + e.getMessage());
    }
  }

  void warn(TarEntry entry, String what) {
    warnings.accept(ArchiveException.quoted(entry.name()) + ": " + what);
  }

  private static ArchiveException notOwned(TarEntry entry, Owner owner, SystemCallException e) {
    if (!e.isNotPermitted() && !e.isUnsupported()) {
      return new ArchiveException(entry.name(), "its owner cannot be set", e);
    }
    String ids =
        Integer.toUnsignedString(owner.uid()) + ":" + Integer.toUnsignedString(owner.gid());
    return new ArchiveException(
        entry.name(),
        "it belongs to "
            + ids
            + ", which this process may not give files to; run it as root of a user namespace with a"
            + " whole range of ids (newuidmap, /etc/subuid and /etc/subgid)",
        e);
  }
}
