package dev.kiln.engine.graph;

import dev.kiln.engine.dockerfile.Run.Network;
import dev.kiln.engine.dockerfile.Run.Script;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One operation on a file system, fully expanded. What it starts from are its node's inputs.
public sealed interface Op {

  /// What the operation is, apart from its inputs and the content it reads: the same parts mean the
  /// same operation. Values of secrets and proxies are no part of it.
  List<KeyPart> identity();

  /// An empty file system.
  record Scratch() implements Op {
    @Override
    public List<KeyPart> identity() {
      return List.of(new KeyPart("base", "scratch"));
    }
  }

  /// The layers of an image, named by its manifest.
  record Image(ImageReference reference, Descriptor manifest) implements Op {
    @Override
    public List<KeyPart> identity() {
      return List.of(new KeyPart("base", manifest.digest().toString()));
    }
  }

  /// Creates a directory where there is none, 0755 and owned by `user`.
  record MakeDirectory(String path, String user) implements Op {
    @Override
    public List<KeyPart> identity() {
      return List.of(new KeyPart("directory", path), new KeyPart("user", user));
    }
  }

  /// Runs a command and keeps what it changes.
  ///
  /// @param environment `NAME=value`, in order
  /// @param proxies proxy variables, which the command sees but which do not change what it is
  record Run(
      List<String> args,
      List<String> environment,
      Map<String, String> proxies,
      String workingDirectory,
      String user,
      Network network,
      List<StepMount> mounts,
      @Nullable Script script)
      implements Op {
    public Run {
      args = List.copyOf(args);
      environment = List.copyOf(environment);
      proxies = Map.copyOf(proxies);
      mounts = List.copyOf(mounts);
    }

    @Override
    public List<KeyPart> identity() {
      var parts = new ArrayList<KeyPart>();
      args.forEach(arg -> parts.add(new KeyPart("argument", arg)));
      environment.forEach(variable -> parts.add(new KeyPart("environment", variable)));
      parts.add(new KeyPart("directory", workingDirectory));
      parts.add(new KeyPart("user", user));
      parts.add(new KeyPart("network", network.name()));
      mounts.forEach(mount -> parts.addAll(mount.identity()));
      if (script != null) {
        parts.add(new KeyPart("script " + script.path(), script.content()));
      }
      return parts;
    }
  }

  /// Puts files into the file system.
  ///
  /// @param sources paths and wildcards in the origin
  /// @param inline files whose content is in the Dockerfile
  /// @param destination absolute; a final `/` says that it is a directory
  /// @param owner `user[:group]` by name or number; null keeps the origin's rule
  /// @param mode octal; null keeps the source's
  /// @param unpack whether archives of the origin are extracted, as ADD does
  record Copy(
      Origin origin,
      List<String> sources,
      List<InlineFile> inline,
      String destination,
      @Nullable String owner,
      @Nullable Integer mode,
      boolean unpack)
      implements Op {
    public Copy {
      sources = List.copyOf(sources);
      inline = List.copyOf(inline);
    }

    @Override
    public List<KeyPart> identity() {
      var parts = new ArrayList<KeyPart>();
      sources.forEach(source -> parts.add(new KeyPart("source", source)));
      inline.forEach(file -> parts.add(new KeyPart("inline " + file.name(), file.content())));
      parts.add(new KeyPart("destination", destination));
      parts.add(new KeyPart("owner", owner == null ? "" : owner));
      parts.add(new KeyPart("mode", mode == null ? "" : Integer.toOctalString(mode)));
      parts.add(new KeyPart("unpack", Boolean.toString(unpack)));
      return parts;
    }
  }

  /// Where a copy reads from.
  enum Origin {
    /// The build context.
    CONTEXT,
    /// The node's source: another stage or an image.
    NODE
  }

  /// A file given in the Dockerfile.
  record InlineFile(String name, String content) {}
}
