package dev.kiln.engine.solver;

import dev.kiln.engine.cache.LayerCache;
import dev.kiln.engine.cache.Scratch;
import dev.kiln.engine.graph.Op;
import dev.kiln.engine.graph.StepMount.Cache;
import dev.kiln.engine.graph.StepMount.Secret;
import dev.kiln.engine.graph.StepMount.Tmpfs;
import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileLock;
import dev.kiln.engine.linux.Mounts;
import dev.kiln.engine.sandbox.StepMount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Prepares what RUN steps mount.
final class StepMounts {
  private final LayerCache cache;
  private final Secrets secrets;

  StepMounts(LayerCache cache, Secrets secrets) {
    this.cache = cache;
    this.secrets = secrets;
  }

  /// The mounts of one step; closing it takes back what they needed.
  Prepared prepare(Op.Run op, Directory root, Scratch scratch)
      throws IOException, StepProblem, InterruptedException {
    var prepared = new Prepared();
    try {
      for (var mount : op.mounts()) {
        switch (mount) {
          case Tmpfs tmpfs ->
              prepared.mounts.add(
                  new StepMount.Tmpfs(tmpfs.target(), tmpfs.size() == null ? 0 : tmpfs.size()));
          case Cache shared -> addCache(prepared, shared);
          case Secret secret -> addSecret(prepared, secret, scratch);
        }
      }
      if (op.script() != null) {
        var content = op.script().content().getBytes(StandardCharsets.UTF_8);
        var file = write(scratch.path(), content, 0755, 0, 0);
        prepared.mounts.add(new StepMount.Bind(file, op.script().path(), true));
      }
      return prepared;
    } catch (IOException | StepProblem | InterruptedException | RuntimeException e) {
      prepared.close();
      throw e;
    }
  }

  private void addCache(Prepared prepared, Cache mount) throws IOException, InterruptedException {
    var place =
        switch (mount.sharing()) {
          case SHARED -> cache.mount(mount.id());
          case LOCKED -> {
            var locked = cache.mount(mount.id());
            prepared.locks.add(FileLock.acquire(lockFile(locked), FileLock.Mode.EXCLUSIVE));
            yield locked;
          }
          case PRIVATE -> freePlace(prepared, mount.id());
        };
    if (!Files.exists(place)) {
      Files.createDirectories(place);
      try (var directory = Directory.open(place)) {
        directory.setOwner(".", mount.uid(), mount.gid());
        directory.setMode(".", mount.mode());
      }
    }
    prepared.mounts.add(new StepMount.Bind(place, mount.target(), mount.readOnly()));
  }

  /// The first of several directories of that id that no other step uses.
  private Path freePlace(Prepared prepared, String id) throws IOException {
    for (int number = 0; ; number++) {
      var place = cache.mount(number == 0 ? id : id + "\n" + number);
      var lock = FileLock.tryAcquire(lockFile(place), FileLock.Mode.EXCLUSIVE);
      if (lock != null) {
        prepared.locks.add(lock);
        return place;
      }
    }
  }

  private static Path lockFile(Path place) {
    return place.resolveSibling(place.getFileName() + ".lock");
  }

  private void addSecret(Prepared prepared, Secret secret, Scratch scratch)
      throws IOException, StepProblem {
    var value = secrets.read(secret.id());
    if (value == null) {
      if (secret.required()) {
        throw new StepProblem(
            StepException.Kind.SECRET,
            "the step needs the secret '"
                + secret.id()
                + "', which was not given\npass it with --secret id="
                + secret.id()
                + ",src=FILE");
      }
      return;
    }
    if (secret.variable() != null) {
      prepared.variables.put(secret.variable(), new String(value, StandardCharsets.UTF_8));
    }
    if (secret.target() != null) {
      var file = write(prepared.memory(scratch), value, secret.mode(), secret.uid(), secret.gid());
      prepared.mounts.add(new StepMount.Bind(file, secret.target(), true));
    }
  }

  private static Path write(Path parent, byte[] content, int mode, int uid, int gid)
      throws IOException {
    var file = Files.createTempFile(parent, "file-", null);
    var name = file.getFileName().toString();
    Files.write(file, content);
    try (var directory = Directory.open(parent)) {
      directory.setOwner(name, uid, gid);
      directory.setMode(name, mode);
    }
    return file;
  }

  /// What a step mounts, ready.
  static final class Prepared implements AutoCloseable {
    private final List<StepMount> mounts = new ArrayList<>();
    private final Map<String, String> variables = new LinkedHashMap<>();
    private final List<FileLock> locks = new ArrayList<>();
    private @Nullable Path memory;

    List<StepMount> mounts() {
      return mounts;
    }

    /// Variables whose values are secrets.
    Map<String, String> variables() {
      return variables;
    }

    /// A file system in memory, so that a secret never reaches a disk.
    private Path memory(Scratch scratch) throws IOException {
      if (memory == null) {
        var place = Files.createTempDirectory(scratch.path(), "secrets-");
        Mounts.tmpfs(place, 16 << 20, 0700);
        memory = place;
      }
      return memory;
    }

    @Override
    public void close() throws IOException {
      locks.forEach(FileLock::close);
      if (memory != null) {
        Mounts.unmount(memory, true);
      }
    }
  }
}
