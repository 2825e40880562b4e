package dev.kiln.engine.registry;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.kiln.engine.registry.RegistryConfig.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the registries file and what the flags of the same purpose say.
///
/// ```yaml
/// registries:
///   - host: docker.io
///     mirrors: [mirror.example.com:5000]
///   - host: mirror.example.com:5000
///     insecure: true            # plain HTTP, or any certificate
///   - host: registry.example.com
///     caFile: ca.pem            # or ca: with the certificates themselves
/// ```
public final class RegistryConfigReader {
  private static final int MAX_SIZE = 4 << 20;
  private static final Pattern HOST =
      Pattern.compile(
          "(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:]+])(?::[0-9]{1,5})?");

  private RegistryConfigReader() {}

  private record FileForm(@Nullable List<Entry> registries) {}

  private record Entry(
      @Nullable String host,
      @Nullable List<String> mirrors,
      boolean insecure,
      @Nullable String ca,
      @Nullable String caFile) {}

  /// Reads a registries file; a `caFile` is found beside it.
  ///
  /// @throws IOException with file and line, if it says something that is not known
  public static RegistryConfig read(Path yaml) throws IOException {
    FileForm form = parse(yaml, read(yaml, "registries file"));
    var hosts = new TreeMap<String, Host>();
    List<Entry> entries = form.registries == null ? List.of() : form.registries;
    for (Entry entry : entries) {
      if (entry == null || entry.host == null) {
        throw new IOException(yaml + ": an entry of 'registries' has no 'host'");
      }
      try {
        if (hosts.put(host(entry.host), settings(yaml, entry)) != null) {
          throw new IllegalArgumentException("the host appears twice");
        }
      } catch (IllegalArgumentException e) {
        throw new IOException(yaml + ": host '" + entry.host + "': " + e.getMessage(), e);
      }
    }
    return new RegistryConfig(hosts);
  }

  private static FileForm parse(Path yaml, byte[] content) throws IOException {
    try (MappingIterator<FileForm> documents =
        mapper().readerFor(FileForm.class).readValues(content)) {
      FileForm form = documents.hasNextValue() ? documents.nextValue() : null;
      if (documents.hasNextValue()) {
        throw new IOException(yaml + " holds more than one document");
      }
      return form == null ? new FileForm(null) : form;
    } catch (JsonProcessingException e) {
      throw new IOException(place(yaml, e.getLocation()) + ": " + problem(e), e);
    }
  }

  private static Host settings(Path yaml, Entry entry) throws IOException {
    List<String> mirrors = entry.mirrors == null ? List.of() : entry.mirrors;
    if (entry.ca != null && entry.caFile != null) {
      throw new IllegalArgumentException("give 'ca' or 'caFile', not both");
    }
    String ca = entry.ca;
    if (entry.caFile != null) {
      ca = pem(yaml.toAbsolutePath().resolveSibling(entry.caFile));
    } else if (ca != null) {
      ca = certificates(ca, "ca");
    }
    return new Host(mirrors.stream().map(RegistryConfigReader::host).toList(), entry.insecure, ca);
  }

  /// Adds what `--registry-mirror HOST=HOST` says.
  ///
  /// @throws IllegalArgumentException if the text has another form
  public static RegistryConfig withMirror(RegistryConfig config, String flag) {
    String[] sides = sides(flag, "--registry-mirror HOST=MIRROR");
    return config.withMirror(host(sides[0]), host(sides[1]));
  }

  /// Adds what `--insecure-registry HOST` says.
  ///
  /// @throws IllegalArgumentException if the text is no host
  public static RegistryConfig withInsecure(RegistryConfig config, String flag) {
    return config.withInsecure(host(flag));
  }

  /// Adds what `--registry-ca HOST=FILE` says.
  ///
  /// @throws IllegalArgumentException if the text has another form, or the file holds no
  ///   certificate
  /// @throws IOException if the file cannot be read
  public static RegistryConfig withCa(RegistryConfig config, String flag) throws IOException {
    String[] sides = sides(flag, "--registry-ca HOST=FILE");
    return config.withCa(host(sides[0]), pem(Path.of(sides[1])));
  }

  private static String[] sides(String flag, String form) {
    String[] sides = flag.split("=", 2);
    if (sides.length < 2 || sides[0].isEmpty() || sides[1].isEmpty()) {
      throw new IllegalArgumentException("'" + flag + "' has not the form " + form);
    }
    return sides;
  }

  private static String host(@Nullable String text) {
    if (text == null || !HOST.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a registry host: give HOST or HOST:PORT, without scheme and path");
    }
    return switch (text) {
      case "index.docker.io", "registry-1.docker.io" -> "docker.io";
      default -> text;
    };
  }

  private static String pem(Path file) throws IOException {
    return certificates(
        new String(read(file, "CA file"), java.nio.charset.StandardCharsets.US_ASCII),
        file.toString());
  }

  private static String certificates(String pem, String where) {
    try {
      TrustSettings.parse(pem);
      return pem;
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          "'" + where + "' has no certificates in PEM form: " + e.getMessage(), e);
    }
  }

  private static byte[] read(Path file, String what) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("the " + what + " " + file + " does not exist");
    }
    if (Files.size(file) > MAX_SIZE) {
      throw new IOException("the " + what + " " + file + " is larger than 4 MiB");
    }
    return Files.readAllBytes(file);
  }

  private static YAMLMapper mapper() {
    return YAMLMapper.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .build();
  }

  private static String place(Path yaml, @Nullable JsonLocation location) {
    return location == null ? yaml.toString() : yaml + ":" + location.getLineNr();
  }

  private static String problem(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      var known = new TreeSet<String>();
      unknown.getKnownPropertyIds().forEach(id -> known.add(String.valueOf(id)));
      return "unknown key '"
          + unknown.getPropertyName()
          + "' (known: "
          + String.join(", ", known)
          + ")";
    }
    if (e instanceof MismatchedInputException mismatch) {
      String key =
          mismatch.getPath().stream()
              .map(JsonMappingException.Reference::getFieldName)
              .filter(Objects::nonNull)
              .reduce("registries", (outer, inner) -> inner);
      return "the value of '" + key + "' has the wrong form";
    }
    return String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("not valid YAML");
  }
}
