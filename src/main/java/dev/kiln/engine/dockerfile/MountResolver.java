package dev.kiln.engine.dockerfile;

import dev.kiln.engine.linux.SlashPath;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the options of one `--mount`.
final class MountResolver {
  private static final Set<String> TYPES = Set.of("bind", "cache", "tmpfs", "secret", "ssh");
  private static final Map<String, String> ALIASES =
      Map.of(
          "src", "source",
          "dst", "target",
          "destination", "target",
          "ro", "readonly",
          "rw", "readwrite");
  private static final Set<String> SWITCHES = Set.of("readonly", "readwrite", "required");

  private final Map<String, String> values;
  private final String type;

  private MountResolver(Map<String, String> values) throws InstructionException {
    this.values = values;
    type = values.getOrDefault("type", "bind").toLowerCase(Locale.ROOT);
    if (!TYPES.contains(type)) {
      throw new InstructionException(
          "unknown mount type '" + type + "'", Suggestions.hint(type, TYPES, "mount types"));
    }
    var allowed = keys(type);
    for (var key : values.keySet()) {
      if (!allowed.contains(key)) {
        throw new InstructionException(
            "a " + type + " mount has no option '" + key + "'",
            Suggestions.hint(key, allowed, "its options"));
      }
    }
  }

  /// Checks what can be checked before variables are known.
  static void check(List<KeyValue> options) throws InstructionException {
    var words = new Words('\\');
    var variable = options.stream().filter(option -> hasVariable(option.value())).findFirst();
    if (variable.isEmpty()) {
      of(options, value -> words.expand(value, Lookup.EMPTY)).resolve();
    } else if (options.stream().noneMatch(MountResolver::hasVariableType)) {
      of(options, value -> value);
    }
  }

  private static boolean hasVariable(@Nullable String value) {
    return value != null && value.contains("$");
  }

  private static boolean hasVariableType(KeyValue option) {
    return option.key().equalsIgnoreCase("type") && hasVariable(option.value());
  }

  static MountResolver of(List<KeyValue> options, MountFlag.Expander expander)
      throws InstructionException {
    var values = new LinkedHashMap<String, String>();
    for (var option : options) {
      add(values, option, expander);
    }
    return new MountResolver(values);
  }

  private static void add(Map<String, String> values, KeyValue option, MountFlag.Expander expander)
      throws InstructionException {
    var written = option.key().toLowerCase(Locale.ROOT);
    var key = ALIASES.getOrDefault(written, written);
    var value = option.value();
    if (value == null) {
      if (!SWITCHES.contains(key)) {
        throw new InstructionException(
            "the mount option '" + option.key() + "' needs a value",
            "write " + option.key() + "=...");
      }
      value = "true";
    } else if (!key.equals("from")) {
      value = expander.expand(value);
    } else if (value.contains("$")) {
      throw new InstructionException(
          "the mount option 'from' takes no variables",
          "give the image a stage of its own: FROM " + value + " AS name");
    }
    if (values.put(key, value) != null) {
      throw new InstructionException("the mount option '" + key + "' is given twice");
    }
  }

  private static Set<String> keys(String type) {
    return switch (type) {
      case "bind" -> Set.of("type", "from", "source", "target", "readonly", "readwrite");
      case "cache" ->
          Set.of(
              "type",
              "id",
              "from",
              "source",
              "target",
              "readonly",
              "readwrite",
              "sharing",
              "mode",
              "uid",
              "gid");
      case "tmpfs" -> Set.of("type", "target", "size");
      case "secret" ->
          Set.of("type", "id", "source", "target", "env", "required", "mode", "uid", "gid");
      default -> Set.of("type", "id", "target", "required", "mode", "uid", "gid");
    };
  }

  Mount resolve() throws InstructionException {
    return switch (type) {
      case "bind" -> new Mount.Bind(values.get("from"), source(), target(), readOnly(true));
      case "cache" -> cache();
      case "tmpfs" -> new Mount.Tmpfs(target(), size());
      case "secret" -> secret();
      default ->
          new Mount.Ssh(
              nonEmpty("id", "default"),
              values.containsKey("target") ? target() : null,
              flag("required"),
              mode(0600),
              number("uid"),
              number("gid"));
    };
  }

  private Mount cache() throws InstructionException {
    var target = target();
    return new Mount.Cache(
        nonEmpty("id", SlashPath.clean(target)),
        target,
        values.get("from"),
        source(),
        sharing(),
        readOnly(false),
        mode(0755),
        number("uid"),
        number("gid"));
  }

  private Mount secret() throws InstructionException {
    var env = values.get("env");
    var target = values.containsKey("target") ? target() : null;
    var id = values.getOrDefault("id", values.get("source"));
    if (id == null || id.isEmpty()) {
      var path = target != null ? target : env;
      if (path == null) {
        throw new InstructionException(
            "a secret mount needs an id", "write --mount=type=secret,id=name");
      }
      id = path.substring(path.lastIndexOf('/') + 1);
    }
    if (target == null && env == null) {
      target = "/run/secrets/" + id;
    }
    return new Mount.Secret(
        id, target, env, flag("required"), mode(0400), number("uid"), number("gid"));
  }

  private String source() {
    return values.getOrDefault("source", "");
  }

  private String nonEmpty(String key, String otherwise) {
    var value = values.get(key);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  private String target() throws InstructionException {
    var target = values.get("target");
    if (target == null || target.isEmpty()) {
      throw new InstructionException(
          "a " + type + " mount needs a target", "write --mount=type=" + type + ",target=/path");
    }
    if (SlashPath.clean(target).equals("/")) {
      throw new InstructionException(
          "a mount cannot cover the root directory", "name a directory below /");
    }
    return target;
  }

  private boolean readOnly(boolean otherwise) throws InstructionException {
    boolean ro = flag("readonly");
    boolean rw = flag("readwrite");
    if (values.containsKey("readonly") && values.containsKey("readwrite")) {
      if (ro == rw) {
        throw new InstructionException("a mount is either readonly or readwrite");
      }
      return ro;
    }
    if (values.containsKey("readonly")) {
      return ro;
    }
    return values.containsKey("readwrite") ? !rw : otherwise;
  }

  private boolean flag(String key) throws InstructionException {
    return switch (values.getOrDefault(key, "false").toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw invalid(key, "true or false");
    };
  }

  private Mount.Sharing sharing() throws InstructionException {
    var value = values.getOrDefault("sharing", "shared").toUpperCase(Locale.ROOT);
    for (var sharing : Mount.Sharing.values()) {
      if (sharing.name().equals(value)) {
        return sharing;
      }
    }
    throw invalid(
        "sharing",
        Arrays.stream(Mount.Sharing.values())
            .map(each -> each.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", ")));
  }

  private int mode(int otherwise) throws InstructionException {
    var value = values.get("mode");
    if (value == null) {
      return otherwise;
    }
    if (!value.matches("[0-7]{1,5}") || Integer.parseInt(value, 8) > 07777) {
      throw invalid("mode", "octal digits such as 0755");
    }
    return Integer.parseInt(value, 8);
  }

  private int number(String key) throws InstructionException {
    var value = values.getOrDefault(key, "0");
    if (!value.matches("[0-9]{1,9}")) {
      throw invalid(key, "a number");
    }
    return Integer.parseInt(value);
  }

  private @Nullable Long size() throws InstructionException {
    var value = values.get("size");
    if (value == null) {
      return null;
    }
    return ByteSize.parse(value).orElseThrow(() -> invalid("size", "bytes, or a size like 64m"));
  }

  private InstructionException invalid(String key, String expected) {
    return new InstructionException(
        "the mount option '" + key + "' cannot be '" + values.get(key) + "'", "give " + expected);
  }
}
