package dev.kiln.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.kiln.api.v1alpha1.Reason;
import dev.kiln.engine.BuildRequest;
import dev.kiln.engine.BuildRequest.Isolation;
import dev.kiln.engine.DockerfileSource;
import dev.kiln.engine.Output;
import dev.kiln.engine.SecretSource;
import dev.kiln.engine.context.ContextSource;
import dev.kiln.engine.registry.RegistryConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestBuildTest {
  private static final String HEAD =
      """
      apiVersion: kiln.dev/v1alpha1
      kind: ImageBuild
      metadata: {name: x}
      spec:
        output: {images: [registry.example.com/x:1]}
      """;

  @TempDir Path directory;
  private Path inputs;

  @BeforeEach
  void setUp() throws IOException {
    inputs = directory.resolve("inputs");
    put("secrets/git/username", "me\n");
    put("secrets/git/password", "p w\n");
    put("secrets/npm/.npmrc", "token");
    put("secrets/push/.dockerconfigjson", "{}");
    put("secrets/pull/config.json", "{}");
    put("volumes/code/app/Dockerfile", "FROM scratch");
    Files.createSymbolicLink(inputs.resolve("volumes/code/out"), directory);
    Files.createSymbolicLink(inputs.resolve("volumes/code/in"), Path.of("app"));
    // as the kubelet mounts a ConfigMap
    put("configmaps/files/..2026_01_01/Dockerfile", "FROM scratch\nCOPY a /\n");
    put("configmaps/files/..2026_01_01/a", "A");
    Files.createSymbolicLink(inputs.resolve("configmaps/files/..data"), Path.of("..2026_01_01"));
    for (String key : List.of("Dockerfile", "a")) {
      Files.createSymbolicLink(
          inputs.resolve("configmaps/files/" + key), Path.of("..data").resolve(key));
    }
  }

  private void put(String path, String content) throws IOException {
    Path file = inputs.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private ManifestBuild prepare(String spec) throws IOException, InputException {
    Path file = Files.writeString(directory.resolve("manifest.yaml"), HEAD + spec.indent(2));
    Settings settings =
        new Settings(
            List.of(new Output.Registry()),
            RegistryConfig.EMPTY,
            List.of(Path.of("/home/me/.docker/config.json")),
            Path.of("/cache"),
            Path.of("/store"),
            Isolation.AUTO,
            Instant.EPOCH,
            false);
    return ManifestBuild.prepare(
        ManifestFile.read(file, "manifest.yaml").spec(), new Inputs(inputs), settings);
  }

  @Test
  void everyFieldBecomesPartOfTheRequest() throws IOException, InputException {
    try (var build =
        prepare(
            """
            source: {git: {url: 'https://h/a.git', ref: {tag: v1}, secretRef: {name: git}}, contextDir: ./sub/}
            dockerfile: {path: docker/Dockerfile}
            target: test
            args: [{name: A, value: "1"}]
            secrets: [{id: npmrc, secretRef: {name: npm, key: .npmrc}}]
            labels: {team: x}
            registrySecrets: [{name: push}, {name: pull}]
            noCache: true
            """)) {
      assertThat(build.request())
          .isEqualTo(
              new BuildRequest(
                  new ContextSource.Git("https://h/a.git", "refs/tags/v1", "sub", "me", "p w"),
                  new DockerfileSource.InContext("docker/Dockerfile"),
                  List.of("registry.example.com/x:1"),
                  "test",
                  Map.of("A", "1"),
                  Map.of("team", "x"),
                  Map.of("npmrc", new SecretSource.File(inputs.resolve("secrets/npm/.npmrc"))),
                  null,
                  true,
                  false,
                  List.of(new Output.Registry()),
                  Instant.EPOCH,
                  RegistryConfig.EMPTY,
                  List.of(
                      inputs.resolve("secrets/push/.dockerconfigjson"),
                      inputs.resolve("secrets/pull/config.json"),
                      Path.of("/home/me/.docker/config.json")),
                  Path.of("/cache"),
                  Path.of("/store"),
                  Isolation.AUTO));
    }
  }

  @Test
  void filesOfTheManifestBecomeAContextThatIsTheSameEverywhere()
      throws IOException, InputException {
    Path context;
    try (var build =
        prepare(
            """
            source:
              inline:
                files:
                  - {path: Dockerfile, content: "FROM scratch"}
                  - {path: app/main.sh, content: "echo 한국어\\n"}
            """)) {
      context = local(build);
      assertThat(contents(context))
          .isEqualTo(Map.of("Dockerfile", "FROM scratch", "app/main.sh", "echo 한국어\n"));
      for (String path : List.of("Dockerfile", "app", "app/main.sh")) {
        Path file = context.resolve(path);
        assertThat(Files.getLastModifiedTime(file)).hasToString("1980-01-01T00:00:00Z");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo(Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--");
      }
    }
    assertThat(context).doesNotExist();
  }

  @Test
  void keysOfAConfigMapBecomeFilesWithoutTheMountsOwnLinks() throws IOException, InputException {
    try (var build = prepare("source: {configMap: {name: files}}")) {
      assertThat(contents(local(build)))
          .isEqualTo(Map.of("Dockerfile", "FROM scratch\nCOPY a /\n", "a", "A"));
      assertThat(Files.isSymbolicLink(local(build).resolve("a"))).isFalse();
    }
    try (var build =
        prepare(
            "source: {configMap: {name: files, items: [{key: a, path: src/b}]}, contextDir: src}")) {
      assertThat(contents(local(build))).isEqualTo(Map.of("b", "A"));
    }
  }

  @Test
  void aVolumeIsReadWhereItIs() throws IOException, InputException {
    try (var build =
        prepare("source: {persistentVolumeClaim: {claimName: code}, contextDir: in}")) {
      assertThat(local(build)).isEqualTo(inputs.resolve("volumes/code/app").toRealPath());
    }
    assertThat(inputs.resolve("volumes/code/app")).exists();
  }

  @Test
  void anInlineDockerfileWins() throws IOException, InputException {
    try (var build =
        prepare("source: {configMap: {name: files}}\ndockerfile: {inline: FROM scratch}")) {
      assertThat(build.request().dockerfile())
          .isEqualTo(new DockerfileSource.Inline("FROM scratch"));
    }
  }

  private static Stream<Arguments> missing() {
    return Stream.of(
        arguments(
            "source: {configMap: {name: none}}",
            Reason.ConfigMapNotFound,
            "expected its keys in the directory INPUTS/configmaps/none"),
        arguments(
            "source: {configMap: {name: files, items: [{key: z, path: z}]}}",
            Reason.ConfigMapNotFound,
            "config map files has no key z (it has: Dockerfile, a)"),
        arguments(
            "source: {configMap: {name: files, items: [{key: a, path: z}, {key: a, path: z/y}]}}",
            Reason.InvalidSpec,
            "is both a file and a directory"),
        arguments(
            "source: {persistentVolumeClaim: {claimName: none}}",
            Reason.VolumeClaimNotFound,
            "INPUTS/volumes/none"),
        arguments(
            "source: {persistentVolumeClaim: {claimName: code}, contextDir: absent}",
            Reason.ContextDirNotFound,
            "the source has no directory 'absent'"),
        arguments(
            "source: {persistentVolumeClaim: {claimName: code}, contextDir: out}",
            Reason.ContextDirNotFound,
            "'out' is a link that leads out of the source"),
        arguments(
            "source: {git: {url: 'https://h/a', secretRef: {name: npm}}}",
            Reason.SecretNotFound,
            "secret npm, key username: expected it in the file INPUTS/secrets/npm/username"),
        arguments(
            "source: {configMap: {name: files}}\nregistrySecrets: [{name: npm}]",
            Reason.SecretNotFound,
            "in INPUTS/secrets/npm, as config.json or .dockerconfigjson"),
        arguments(
            "source: {configMap: {name: files}}\n"
                + "secrets: [{id: a, secretRef: {name: npm, key: z}}]",
            Reason.SecretNotFound,
            "INPUTS/secrets/npm/z"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("missing")
  void whatIsNotThereIsToldWithThePlaceWhereItWasExpected(
      String spec, Reason reason, String message) {
    assertThatThrownBy(() -> prepare(spec))
        .isInstanceOfSatisfying(InputException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message.replace("INPUTS", inputs.toString()));
  }

  private static Path local(ManifestBuild build) {
    return ((ContextSource.Local) build.request().context()).directory();
  }

  private static Map<String, String> contents(Path directory) throws IOException {
    var contents = new TreeMap<String, String>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(directory.relativize(file).toString(), Files.readString(file));
      }
    }
    return contents;
  }
}
