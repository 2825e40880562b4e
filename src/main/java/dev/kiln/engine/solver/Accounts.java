package dev.kiln.engine.solver;

import dev.kiln.engine.linux.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The users and groups of an image, from its own `/etc/passwd` and `/etc/group`.
final class Accounts {
  private static final int LONGEST_FILE = 8 << 20;

  private final List<User> users;
  private final List<Group> groups;

  private Accounts(List<User> users, List<Group> groups) {
    this.users = users;
    this.groups = groups;
  }

  record User(String name, int uid, int gid, String home) {}

  record Group(String name, int gid, List<String> members) {}

  /// Who owns a file.
  record Owner(int uid, int gid) {}

  /// Who runs a command.
  record Identity(int uid, int gid, List<Integer> groups, String home) {}

  static Accounts of(Directory root) throws IOException {
    var users = new ArrayList<User>();
    for (String[] fields : lines(root, "/etc/passwd", 6)) {
      if (isId(fields[2]) && isId(fields[3])) {
        users.add(new User(fields[0], id(fields[2]), id(fields[3]), fields[5]));
      }
    }
    var groups = new ArrayList<Group>();
    for (String[] fields : lines(root, "/etc/group", 3)) {
      if (isId(fields[2])) {
        groups.add(new Group(fields[0], id(fields[2]), members(fields)));
      }
    }
    return new Accounts(users, groups);
  }

  /// None where the field is empty: splitting that gives one member without a name, whom a user
  /// without an entry would be taken for.
  private static List<String> members(String[] fields) {
    return fields.length > 3 && !fields[3].isBlank() ? List.of(fields[3].split(",")) : List.of();
  }

  private static List<String[]> lines(Directory root, String path, int fields) throws IOException {
    var status = root.status(path);
    if (status == null || !status.isRegular()) {
      return List.of();
    }
    try (var input = root.read(path)) {
      return new String(input.readNBytes(LONGEST_FILE), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(":", -1))
          .filter(line -> line.length >= fields)
          .toList();
    }
  }

  /// The owner that `--chown` names: `user[:group]`, by name or number.
  Owner owner(String text) throws StepProblem {
    int colon = text.indexOf(':');
    var userText = colon < 0 ? text : text.substring(0, colon);
    var user = user(userText);
    int uid = user.map(User::uid).orElseGet(() -> id(userText));
    if (colon >= 0) {
      return new Owner(uid, gid(text.substring(colon + 1)));
    }
    return new Owner(uid, isId(userText) ? uid : user.orElseThrow().gid());
  }

  /// The identity that USER names, with the groups that the image gives it.
  Identity identity(String text) throws StepProblem {
    int colon = text.indexOf(':');
    var userText = text.isEmpty() ? "0" : colon < 0 ? text : text.substring(0, colon);
    var user = user(userText);
    int uid = user.map(User::uid).orElseGet(() -> id(userText));
    var home = user.map(User::home).filter(path -> !path.isEmpty()).orElse("/");
    if (colon >= 0) {
      return new Identity(uid, gid(text.substring(colon + 1)), List.of(), home);
    }
    return new Identity(
        uid, user.map(User::gid).orElse(0), user.map(this::memberships).orElse(List.of()), home);
  }

  private List<Integer> memberships(User user) {
    return groups.stream()
        .filter(each -> each.members().contains(user.name()))
        .map(Group::gid)
        .toList();
  }

  /// Empty for a number that has no entry.
  private Optional<User> user(String text) throws StepProblem {
    var found =
        users.stream()
            .filter(user -> user.name().equals(text) || (isId(text) && user.uid() == id(text)))
            .findFirst();
    if (found.isEmpty() && !isId(text)) {
      throw new StepProblem(
          StepException.Kind.SETUP,
          "the image has no user '"
              + text
              + "' in /etc/passwd\nadd it in a RUN step, or use a"
              + " number");
    }
    return found;
  }

  private int gid(String text) throws StepProblem {
    for (Group group : groups) {
      if (group.name().equals(text)) {
        return group.gid();
      }
    }
    if (!isId(text)) {
      throw new StepProblem(
          StepException.Kind.SETUP,
          "the image has no group '"
              + text
              + "' in /etc/group\nadd it in a RUN step, or use a"
              + " number");
    }
    return id(text);
  }

  private static boolean isId(String text) {
    return text.matches("\\d{1,10}") && Long.parseLong(text) < 0xFFFFFFFFL;
  }

  private static int id(String text) {
    return (int) Long.parseLong(text);
  }
}
