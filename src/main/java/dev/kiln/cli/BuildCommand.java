package dev.kiln.cli;

import dev.kiln.cli.Flags.Parsed;
import dev.kiln.cli.progress.Display;
import dev.kiln.engine.BuildException;
import dev.kiln.engine.BuildRequest;
import dev.kiln.engine.BuildResult;
import dev.kiln.engine.Output;
import dev.kiln.engine.SecretSource;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.InvalidReferenceException;
import dev.kiln.engine.oci.Platform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `kiln build`: docker's flags, the engine on this machine.
final class BuildCommand implements Command {
  private static final String EXAMPLES =
      """
      CONTEXT is a directory, a git repository (https://HOST/PATH.git#REF:SUBDIRECTORY), or - for
      a Dockerfile on standard input. Without --push and --output the image goes into the local
      store. Docker's other flags are accepted with a note or refused with the reason.

      Examples:
        kiln build -t web-ping .
        kiln build -t registry.example.com/team/web-ping:1.2 --push .
        kiln build --target test --build-arg VERSION=1.2 -f Dockerfile.test .
        kiln build --output type=oci,dest=image.tar https://git.example.com/web-ping.git#main

      Exit status: 0 built, 1 the build failed, 2 wrong usage, 3 the environment failed (registry,
      network, credentials, disk), 4 this host refuses the sandbox, 130 interrupted.
      """;

  @Override
  public Flags flags() {
    Flags flags =
        new Flags(
                "build",
                "kiln build [FLAGS] CONTEXT",
                "Builds an image from a Dockerfile, on this machine and without a daemon.")
            .section("What to build")
            .value("-f --file", "FILE", "the Dockerfile (default CONTEXT/Dockerfile; - for stdin)")
            .value("--target", "STAGE", "the stage to build (default the last)")
            .list("--build-arg", "NAME=VALUE", "a value for ARG; NAME alone takes it from here")
            .list("--secret", "SPEC", "for RUN: id=ID,src=FILE or id=ID,env=VARIABLE")
            .list("--label", "NAME=VALUE", "a label of the image")
            .value("--platform", "PLATFORM", "such as linux/arm64 (default this machine's)")
            .toggle("--no-cache", "run every step")
            .toggle("--pull", "ask the registry for base images that the store has")
            .section("Where it goes")
            .list("-t --tag", "NAME", "a name of the image")
            .toggle("--push", "push to the registries of the names")
            .list("-o --output", "SPEC", "type=oci|docker|local|registry|store,dest=PATH")
            .value("--iidfile", "FILE", "write the image ID to a file")
            .value("--metadata-file", "FILE", "write digests and names to a JSON file");
    return DockerFlags.declare(EngineFlags.declare(flags)).footer(EXAMPLES);
  }

  @Override
  public ExitStatus run(Parsed flags, Surroundings surroundings) throws UsageException {
    List<String> notes = DockerFlags.judge(flags);
    if (flags.arguments().size() != 1) {
      throw new UsageException(
          "one CONTEXT is needed, such as '.'; found %s\nSee 'kiln build --help'."
              .formatted(
                  flags.arguments().isEmpty() ? "none" : String.join(" ", flags.arguments())));
    }
    Recipe recipe = recipe(flags, surroundings);
    Display display = EngineFlags.display(flags, surroundings);
    notes.forEach(display::note);
    Attempt attempt =
        Attempt.make(display, surroundings, () -> build(recipe, flags, display, surroundings));
    BuildResult result = attempt.result();
    if (result != null && (flags.on("--quiet") || result.names().isEmpty())) {
      surroundings.out().println(result.imageId());
    }
    return attempt.status();
  }

  /// All of a request that the flags alone decide.
  private record Recipe(
      List<String> names,
      Map<String, String> args,
      Map<String, String> labels,
      Map<String, SecretSource> secrets,
      @Nullable Platform platform,
      List<Output> outputs) {}

  private static BuildResult build(
      Recipe recipe, Parsed flags, Display display, Surroundings surroundings)
      throws BuildException, UsageException, InterruptedException, java.io.IOException {
    ResultFiles files = ResultFiles.of(flags, surroundings);
    files.clear();
    BuildResult result = surroundings.engine().build(request(recipe, flags, surroundings), display);
    files.write(result);
    return result;
  }

  private static BuildRequest request(Recipe recipe, Parsed flags, Surroundings surroundings)
      throws UsageException, BuildException {
    var context =
        ContextArgument.parse(flags.arguments().getFirst(), flags.value("--file"), surroundings);
    return new BuildRequest(
        context.context(),
        context.dockerfile(),
        recipe.names(),
        flags.value("--target").filter(target -> !target.isEmpty()).orElse(null),
        recipe.args(),
        recipe.labels(),
        recipe.secrets(),
        recipe.platform(),
        flags.on("--no-cache"),
        flags.on("--pull"),
        recipe.outputs(),
        EngineFlags.epoch(recipe.args().get(EngineFlags.EPOCH), surroundings),
        EngineFlags.registries(flags, surroundings),
        surroundings.dockerConfigs(),
        EngineFlags.cacheDirectory(flags, surroundings),
        EngineFlags.storeDirectory(flags, surroundings),
        EngineFlags.isolation(flags, surroundings));
  }

  private static Recipe recipe(Parsed flags, Surroundings surroundings) throws UsageException {
    List<String> names = flags.list("--tag");
    for (String name : names) {
      checkName(name);
    }
    var secrets = new LinkedHashMap<String, SecretSource>();
    for (String text : flags.list("--secret")) {
      var secret = SecretFlag.parse(text, surroundings);
      secrets.put(secret.id(), secret.source());
    }
    return new Recipe(
        names,
        args(flags, surroundings),
        labels(flags),
        secrets,
        platform(flags.value("--platform")),
        outputs(flags, names, surroundings));
  }

  private static void checkName(String name) throws UsageException {
    try {
      if (ImageReference.parse(name).digest() != null) {
        throw new UsageException(
            "--tag %s: the build makes the digest; leave it out".formatted(name));
      }
    } catch (InvalidReferenceException e) {
      throw new UsageException("--tag: " + e.getMessage());
    }
  }

  private static Map<String, String> args(Parsed flags, Surroundings surroundings)
      throws UsageException {
    var args = new LinkedHashMap<String, String>();
    String epoch = surroundings.environment().getOrDefault(EngineFlags.EPOCH, "");
    if (!epoch.isEmpty()) {
      args.put(EngineFlags.EPOCH, epoch);
    }
    for (String text : flags.list("--build-arg")) {
      int equals = text.indexOf('=');
      String name = equals < 0 ? text : text.substring(0, equals);
      if (name.isEmpty()) {
        throw new UsageException("--build-arg %s: expected NAME=VALUE or NAME".formatted(text));
      }
      String inherited = surroundings.environment().get(name);
      if (equals >= 0) {
        args.put(name, text.substring(equals + 1));
      } else if (inherited != null) {
        args.put(name, inherited);
      } else {
        args.remove(name); // as with docker: not set here, not set there
      }
    }
    return args;
  }

  private static Map<String, String> labels(Parsed flags) throws UsageException {
    var labels = new LinkedHashMap<String, String>();
    for (String text : flags.list("--label")) {
      int equals = text.indexOf('=');
      String name = equals < 0 ? text : text.substring(0, equals);
      if (name.isEmpty()) {
        throw new UsageException("--label %s: expected NAME=VALUE".formatted(text));
      }
      labels.put(name, equals < 0 ? "" : text.substring(equals + 1));
    }
    return labels;
  }

  private static @Nullable Platform platform(Optional<String> text) throws UsageException {
    if (text.isEmpty() || text.get().isEmpty()) {
      return null;
    }
    if (text.get().contains(",")) {
      throw new UsageException("--platform %s: one platform a build".formatted(text.get()));
    }
    try {
      return Platform.parse(text.get());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--platform: " + e.getMessage());
    }
  }

  private static List<Output> outputs(Parsed flags, List<String> names, Surroundings surroundings)
      throws UsageException {
    var outputs = new ArrayList<Output>();
    for (String text : flags.list("--output")) {
      outputs.add(OutputFlag.parse(text, surroundings));
    }
    var registry = new Output.Registry();
    if (flags.on("--push") && !outputs.contains(registry)) {
      outputs.add(registry);
    }
    if (outputs.contains(registry) && names.isEmpty()) {
      throw new UsageException("pushing needs a name: -t registry.example.com/team/app:tag");
    }
    return outputs.isEmpty() ? List.of(new Output.Store()) : outputs;
  }
}
