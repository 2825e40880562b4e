package dev.kiln.engine.sandbox;

import dev.kiln.engine.linux.IdMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Which users and groups a step can be run as here.
///
/// @param groupsCanChange whether supplementary groups can be set: an unprivileged user who maps
///   only the own id may not
record StepIds(IdMap uids, IdMap gids, boolean groupsCanChange) {
  static StepIds ofProcess() throws IOException {
    String setgroups = Files.readString(Path.of("/proc/self/setgroups")).strip();
    return new StepIds(IdMap.ofUids(), IdMap.ofGids(), setgroups.equals("allow"));
  }

  /// The supplementary groups to run with. Root needs none for its rights, so it does without those
  /// that do not exist here; anyone else must have all.
  List<Integer> groups(Identity user) throws SandboxException {
    if (!uids.maps(user.uid()) || !gids.maps(user.gid())) {
      throw new SandboxException(
          "RUN as user %d:%d: these ids do not exist in the builder's user namespace; %s"
              .formatted(user.uid(), user.gid(), REMEDY));
    }
    List<Integer> settable =
        groupsCanChange ? user.groups().stream().filter(gids::maps).toList() : List.of();
    if (user.uid() != 0 && settable.size() < user.groups().size()) {
      throw new SandboxException(
          "RUN as user %d: its groups %s cannot be set in the builder's user namespace; %s"
              .formatted(user.uid(), user.groups(), REMEDY));
    }
    return settable;
  }

  private static final String REMEDY =
      "remedy: install uidmap and give this user ranges in /etc/subuid and /etc/subgid";
}
