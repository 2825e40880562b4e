package dev.kiln.engine.graph;

import dev.kiln.engine.dockerfile.InstructionException;
import dev.kiln.engine.dockerfile.Mount;
import dev.kiln.engine.dockerfile.MountFlag;
import dev.kiln.engine.dockerfile.Run;
import dev.kiln.engine.dockerfile.Words;
import java.util.ArrayList;
import java.util.List;

/// Plans RUN.
record RunPlanner(ImageDraft draft, Arguments arguments, Words words) {

  Op.Run plan(Run run) throws InstructionException {
    var invocation = run.invocation();
    var mounts = new ArrayList<StepMount>();
    for (MountFlag flag : run.mounts()) {
      mounts.add(mount(flag));
    }
    return new Op.Run(
        CommandLines.args(invocation.command(), draft.shell()),
        environment(),
        arguments.proxies(draft.scope.keySet()),
        draft.workingDirectory.isEmpty() ? "/" : draft.workingDirectory,
        draft.user,
        run.network(),
        mounts,
        invocation.script());
  }

  private List<String> environment() {
    var variables = new ArrayList<String>();
    if (!draft.scope.containsKey("PATH")) {
      variables.add("PATH=" + ImageDraft.DEFAULT_PATH);
    }
    draft.scope.forEach((name, value) -> variables.add(name + "=" + value));
    return variables;
  }

  private StepMount mount(MountFlag flag) throws InstructionException {
    return switch (flag.resolve(word -> words.expand(word, draft.scope::get))) {
      case Mount.Cache cache -> {
        if (cache.from() != null) {
          throw unsupported("type=cache with from");
        }
        yield new StepMount.Cache(
            cache.id(),
            absolute(cache.target()),
            cache.sharing(),
            cache.readOnly(),
            cache.mode(),
            cache.uid(),
            cache.gid());
      }
      case Mount.Tmpfs tmpfs -> new StepMount.Tmpfs(absolute(tmpfs.target()), tmpfs.size());
      case Mount.Secret secret ->
          new StepMount.Secret(
              secret.id(),
              secret.target() == null ? null : absolute(secret.target()),
              secret.env(),
              secret.required(),
              secret.mode(),
              secret.uid(),
              secret.gid());
      case Mount.Bind bind -> throw unsupported("type=bind");
      case Mount.Ssh ssh -> throw unsupported("type=ssh");
    };
  }

  private String absolute(String target) {
    return ContainerPaths.join(draft.workingDirectory, target);
  }

  private static InstructionException unsupported(String what) {
    return new InstructionException(
        "RUN --mount=" + what + " is not supported yet", "use type=cache, tmpfs or secret");
  }
}
