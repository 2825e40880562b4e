package dev.kiln.engine.graph;

import dev.kiln.engine.dockerfile.Add;
import dev.kiln.engine.dockerfile.Copy;
import dev.kiln.engine.dockerfile.Heredoc;
import dev.kiln.engine.dockerfile.InstructionException;
import dev.kiln.engine.dockerfile.Lookup;
import dev.kiln.engine.dockerfile.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Plans COPY and ADD.
record CopyPlanner(String workingDirectory, boolean hasContext, Words words, Lookup scope) {

  Op.Copy plan(Copy copy) throws InstructionException {
    refuse("--link", copy.link());
    refuse("--parents", copy.parents());
    refuse("--exclude", !copy.excludes().isEmpty());
    return plan(
        copy.from() == null ? Op.Origin.CONTEXT : Op.Origin.NODE,
        copy.sources(),
        copy.inline(),
        copy.destination(),
        copy.chown(),
        copy.chmod(),
        false);
  }

  Op.Copy plan(Add add) throws InstructionException {
    refuse("--link", add.link());
    refuse("--exclude", !add.excludes().isEmpty());
    refuse("--checksum", add.checksum() != null);
    refuse("--keep-git-dir", add.keepGitDir() != null);
    refuse("--unpack", add.unpack() != null);
    return plan(
        Op.Origin.CONTEXT,
        add.sources(),
        add.inline(),
        add.destination(),
        add.chown(),
        add.chmod(),
        true);
  }

  private Op.Copy plan(
      Op.Origin origin,
      List<String> sourceWords,
      List<Heredoc> heredocs,
      String destinationWord,
      @Nullable String owner,
      @Nullable String mode,
      boolean unpack)
      throws InstructionException {
    var sources = new ArrayList<String>();
    for (String word : sourceWords) {
      sources.add(source(expand(word), origin, unpack));
    }
    var inline = new ArrayList<Op.InlineFile>();
    for (Heredoc heredoc : heredocs) {
      inline.add(new Op.InlineFile(heredoc.name(), content(heredoc)));
    }
    var destination = ContainerPaths.joinDestination(workingDirectory, expand(destinationWord));
    if (sources.size() + inline.size() > 1 && !destination.endsWith("/")) {
      throw new InstructionException(
          "several sources need a destination that is a directory",
          "end it with a slash: " + destination + "/");
    }
    return new Op.Copy(
        origin,
        sources,
        inline,
        destination,
        owner == null ? null : expand(owner),
        mode == null ? null : octal(expand(mode)),
        unpack);
  }

  private String source(String source, Op.Origin origin, boolean isAdd)
      throws InstructionException {
    if (isAdd && source.matches("(?i)(https?|git|ssh)://.*|git@.*")) {
      throw new InstructionException(
          "ADD of a URL is not supported yet", "download the file in a RUN step");
    }
    if (origin == Op.Origin.CONTEXT && !hasContext) {
      throw new InstructionException(
          "there is no build context to copy '" + source + "' from",
          "the Dockerfile was given alone: give a directory as the context");
    }
    return ContainerPaths.join("/", source);
  }

  private String content(Heredoc heredoc) throws InstructionException {
    return heredoc.expand() ? Words.expandHeredoc(heredoc.body(), scope) : heredoc.body();
  }

  private String expand(String word) throws InstructionException {
    return words.expand(word, scope);
  }

  private static int octal(String mode) throws InstructionException {
    if (!mode.matches("[0-7]{1,5}") || Integer.parseInt(mode, 8) > 07777) {
      throw new InstructionException(
          "--chmod=" + mode + " is no mode",
          "use octal digits from 0 to 7777; symbolic modes are not supported yet");
    }
    return Integer.parseInt(mode, 8);
  }

  private static void refuse(String flag, boolean isSet) throws InstructionException {
    if (isSet) {
      throw new InstructionException(
          flag + " is not supported yet", "the copy would differ without it, so it is not ignored");
    }
  }
}
