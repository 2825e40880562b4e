package dev.kiln.engine.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an image runs on (OCI image spec, "Image Index", `platform`), in Go's names.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Platform(String os, String architecture, @Nullable String variant) {

  /// The architectures that Linux and Go share: a slip must not become an image's platform.
  private static final Set<String> ARCHITECTURES =
      Set.of(
          "386",
          "amd64",
          "arm",
          "arm64",
          "loong64",
          "mips",
          "mips64",
          "mips64le",
          "mipsle",
          "ppc64",
          "ppc64le",
          "riscv64",
          "s390x");

  /// Parses `linux/architecture[/variant]`, an architecture alone, or `linux` for this machine's,
  /// and normalises the names that people use for architectures.
  ///
  /// @throws IllegalArgumentException if `text` has another form, or names no platform of Linux
  public static Platform parse(String text) {
    String[] parts = text.toLowerCase(Locale.ROOT).split("/", -1);
    if (parts.length > 3 || text.isBlank() || text.startsWith("/") || text.endsWith("/")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a platform: expected OS/ARCHITECTURE, such as linux/amd64");
    }
    return switch (parts.length) {
      case 1 -> parts[0].equals("linux") ? ofThisMachine() : known(text, "linux", parts[0], null);
      case 2 -> known(text, parts[0], parts[1], null);
      default -> known(text, parts[0], parts[1], parts[2]);
    };
  }

  private static Platform known(
      String text, String os, String architecture, @Nullable String variant) {
    if (!os.equals("linux")) {
      throw new IllegalArgumentException(
          "the platform '" + text + "' is not supported: images are built for linux only");
    }
    Platform platform = of(os, architecture, variant);
    if (!ARCHITECTURES.contains(platform.architecture)) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a platform: the architecture '" + architecture + "' is unknown");
    }
    return platform;
  }

  /// The platform of this machine.
  public static Platform ofThisMachine() {
    return of("linux", System.getProperty("os.arch"), null);
  }

  private static Platform of(String os, String architecture, @Nullable String variant) {
    return switch (architecture) {
      case "x86_64", "x86-64" -> new Platform(os, "amd64", variant);
      case "aarch64", "arm64" -> new Platform(os, "arm64", "v8".equals(variant) ? null : variant);
      case "armhf" -> new Platform(os, "arm", "v7");
      default -> new Platform(os, architecture, variant);
    };
  }

  /// Whether an image made for `offered` runs where this platform is asked for.
  public boolean accepts(Platform offered) {
    Platform other = of(offered.os, offered.architecture, offered.variant);
    return os.equals(other.os)
        && architecture.equals(other.architecture)
        && (variant == null || other.variant == null || variant.equals(other.variant));
  }

  @Override
  public String toString() {
    return os + "/" + architecture + (variant == null ? "" : "/" + variant);
  }
}
