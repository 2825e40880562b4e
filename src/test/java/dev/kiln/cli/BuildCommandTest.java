package dev.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.kiln.engine.BuildException.Blame;
import dev.kiln.engine.BuildException.Failure;
import dev.kiln.engine.BuildRequest;
import dev.kiln.engine.BuildRequest.Isolation;
import dev.kiln.engine.DockerfileSource;
import dev.kiln.engine.FailureReason;
import dev.kiln.engine.Output;
import dev.kiln.engine.SecretSource;
import dev.kiln.engine.context.ContextSource;
import dev.kiln.engine.oci.Platform;
import dev.kiln.engine.registry.RegistryConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BuildCommandTest {
  @TempDir Path directory;
  private Stage stage;

  @BeforeEach
  void setUp() throws IOException {
    stage = new Stage(directory);
    stage.environment.put("VERSION", "1.2");
    Files.writeString(directory.resolve("token"), "secret");
    Files.createDirectory(directory.resolve("app"));
  }

  @Test
  void defaultsAreDockers() {
    assertThat(stage.run("build", ".")).isZero();
    BuildRequest request = stage.request();
    assertThat(request)
        .isEqualTo(
            new BuildRequest(
                new ContextSource.Local(directory),
                new DockerfileSource.InContext("Dockerfile"),
                List.of(),
                null,
                Map.of(),
                Map.of(),
                Map.of(),
                null,
                false,
                false,
                List.of(new Output.Store()),
                null,
                RegistryConfig.EMPTY,
                List.of(),
                directory.resolve("home/.cache/kiln"),
                directory.resolve("home/.local/share/kiln"),
                Isolation.AUTO));
  }

  private static Stream<Arguments> flags() {
    return Stream.of(
        sets("-t app -t b/c:1", BuildRequest::names, List.of("app", "b/c:1")),
        sets("-tapp", BuildRequest::names, List.of("app")),
        sets("--tag=app", BuildRequest::names, List.of("app")),
        sets("--build-arg A=1=2", BuildRequest::buildArgs, Map.of("A", "1=2")),
        sets("--build-arg A=1 --build-arg A=2", BuildRequest::buildArgs, Map.of("A", "2")),
        sets("--build-arg VERSION", BuildRequest::buildArgs, Map.of("VERSION", "1.2")),
        sets("--build-arg ABSENT", BuildRequest::buildArgs, Map.of()),
        sets("--build-arg A=", BuildRequest::buildArgs, Map.of("A", "")),
        sets("--label a=b --label c", BuildRequest::labels, Map.of("a", "b", "c", "")),
        sets("--target test", BuildRequest::target, "test"),
        sets("--no-cache", BuildRequest::noCache, true),
        sets("--no-cache=false", BuildRequest::noCache, false),
        sets("--no-cache --no-cache=false", BuildRequest::noCache, false),
        sets("--pull", BuildRequest::pull, true),
        sets("--platform arm64", BuildRequest::platform, new Platform("linux", "arm64", null)),
        sets("--sandbox chroot", BuildRequest::isolation, Isolation.CHROOT),
        sets("--sandbox=namespaces", BuildRequest::isolation, Isolation.NAMESPACES),
        sets("-t a --push", BuildRequest::outputs, List.of(new Output.Registry())),
        sets("-t a -o type=registry", BuildRequest::outputs, List.of(new Output.Registry())),
        sets("-o type=store", BuildRequest::outputs, List.of(new Output.Store())),
        sets(
            "-o type=oci,dest=/x/a.tar",
            BuildRequest::outputs,
            List.of(new Output.OciLayout(Path.of("/x/a.tar"), true))),
        sets(
            "-o type=oci,dest=/x/a,tar=false",
            BuildRequest::outputs,
            List.of(new Output.OciLayout(Path.of("/x/a"), false))),
        sets(
            "-o type=docker,\"dest=/x/a,b\"",
            BuildRequest::outputs,
            List.of(new Output.DockerArchive(Path.of("/x/a,b")))),
        sets("-o /x", BuildRequest::outputs, List.of(new Output.LocalDirectory(Path.of("/x")))),
        sets(
            "-t a --push --output type=local,dest=/x",
            BuildRequest::outputs,
            List.of(new Output.LocalDirectory(Path.of("/x")), new Output.Registry())),
        sets(
            "--secret id=a,env=VERSION",
            BuildRequest::secrets,
            Map.of("a", new SecretSource.Environment("VERSION"))),
        sets(
            "--secret id=VERSION",
            BuildRequest::secrets,
            Map.of("VERSION", new SecretSource.Environment("VERSION"))),
        sets("--cache-dir /c", BuildRequest::cacheDirectory, Path.of("/c")),
        sets("--store-dir /s", BuildRequest::storeDirectory, Path.of("/s")),
        sets(
            "--build-arg SOURCE_DATE_EPOCH=7",
            BuildRequest::sourceDateEpoch,
            Instant.ofEpochSecond(7)));
  }

  private static Arguments sets(
      String flags, Function<BuildRequest, Object> field, Object expected) {
    return arguments(flags, field, expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("flags")
  void flagsBecomeTheRequest(String flags, Function<BuildRequest, Object> field, Object expected) {
    String[] args = ("build " + flags + " .").split(" ");
    assertThat(stage.run(args)).as(stage.err()).isZero();
    assertThat(field.apply(stage.request())).isEqualTo(expected);
  }

  @Test
  void pathsAreThoseOfTheWorkingDirectory() {
    stage.run("build", "-f", "app/../D", "-o", "out", "--secret", "id=t,src=token", "app");
    assertThat(stage.request().context())
        .isEqualTo(new ContextSource.Local(directory.resolve("app")));
    assertThat(stage.request().dockerfile())
        .isEqualTo(new DockerfileSource.Local(directory.resolve("D")));
    assertThat(stage.request().outputs())
        .containsExactly(new Output.LocalDirectory(directory.resolve("out")));
    assertThat(stage.request().secrets())
        .containsEntry("t", new SecretSource.File(directory.resolve("token")));
  }

  @Test
  void theEnvironmentGivesTheEpochTheDirectoriesAndTheSandbox() {
    stage.environment.put("SOURCE_DATE_EPOCH", "42");
    stage.environment.put("XDG_CACHE_HOME", "/xc");
    stage.environment.put("KILN_SANDBOX", "chroot");
    stage.environment.put("XDG_DATA_HOME", "relative");
    stage.run("build", ".");
    assertThat(stage.request().sourceDateEpoch()).isEqualTo(Instant.ofEpochSecond(42));
    assertThat(stage.request().buildArgs()).containsEntry("SOURCE_DATE_EPOCH", "42");
    assertThat(stage.request().isolation()).isEqualTo(Isolation.CHROOT);
    assertThat(stage.request().cacheDirectory()).isEqualTo(Path.of("/xc/kiln"));
    assertThat(stage.request().storeDirectory())
        .isEqualTo(directory.resolve("home/.local/share/kiln"));
  }

  @Test
  void dockersConfigurationIsUsedWhereThereIsOne() throws IOException {
    Path config = Files.createDirectories(directory.resolve("home/.docker")).resolve("config.json");
    Files.writeString(config, "{}");
    stage.run("build", ".");
    assertThat(stage.request().dockerConfigs()).containsExactly(config);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--taag x .|unknown flag --taag; did you mean --tag?",
        "--zzz .|unknown flag --zzz",
        "-x .|unknown flag -x",
        "-t a|one CONTEXT is needed, such as '.'; found none",
        ". app|one CONTEXT is needed, such as '.'; found . app",
        "-t Ubuntu .|--tag: invalid image name 'Ubuntu': repository names are lower case; did you mean 'ubuntu'?",
        "--push .|pushing needs a name: -t registry.example.com/team/app:tag",
        "-o type=oci .|--output type=oci: dest=… is missing",
        "-o type=doker,dest=x .|--output type=doker,dest=x: unknown type 'doker'; did you mean 'docker'?",
        "-o type=tar,dest=x .|--output type=tar,dest=x: unknown type 'tar' (known: oci, docker, local, registry, store)",
        "-o type=oci,dst=x .|--output type=oci,dst=x: unknown key 'dst'; did you mean 'dest'?",
        "-o type=oci,dest=- .|--output type=oci,dest=-: an image is not written to standard output; give it a file, dest=FILE",
        "-o type=registry,dest=x .|--output type=registry,dest=x: type=registry takes the names of the image, nothing else",
        "--secret src=x .|--secret src=x: id=… is missing",
        "--secret id=a,env=NONE .|--secret id=a,env=NONE: the environment has no variable NONE",
        "--build-arg =x .|--build-arg =x: expected NAME=VALUE or NAME",
        "--platform linux/amd64,linux/arm64 .|--platform linux/amd64,linux/arm64: one platform a build",
        "--sandbox none .|--sandbox none: expected auto, namespaces or chroot",
        "--progress fancy .|--progress fancy: expected auto, tty, plain or json",
        "--build-arg SOURCE_DATE_EPOCH=now .|SOURCE_DATE_EPOCH=now: expected seconds since 1970-01-01T00:00:00Z",
        "--registry-mirror docker.io .|'docker.io' has not the form --registry-mirror HOST=MIRROR",
        "--insecure-registry http://a .|'http://a' is not a registry host: give HOST or HOST:PORT, without scheme and path",
        "git@example.com:a/b.git|the context: git over ssh is not supported yet; use an https address with a user name and a token",
        "https://u:p@example.com/a.tar.gz|a context from a URL is a git repository, https://HOST/PATH.git; archives are not supported",
        "https://h/a.git?branch=b&commit=c|the context: give either a commit or a branch or tag, not both",
        "-f x -|--file has no effect where the Dockerfile comes on standard input",
        "-f - -|standard input cannot be both the context and the Dockerfile",
      })
  void wrongUsageIsRefusedWithTheRemedy(String flags, String message) {
    int status = stage.run(("build " + flags).split(" "));
    assertThat(stage.err().lines().findFirst()).hasValue("kiln build: " + message);
    assertThat(status).isEqualTo(2);
    assertThat(stage.out()).isEmpty();
  }

  @Test
  void aMissingContextIsTheBuildsFault() {
    assertThat(stage.run("build", "absent")).isEqualTo(1);
    assertThat(stage.err()).isEqualTo("ERROR: the context absent is not there\n");
    assertThat(stage.run("build", "token")).isEqualTo(1);
    assertThat(stage.err()).isEqualTo("ERROR: the context token is not a directory\n");
  }

  @ParameterizedTest
  @CsvSource({"BUILD,1", "ENVIRONMENT,3", "SANDBOX,4"})
  void theExitStatusTellsWhoseFaultItWas(Blame blame, int status) {
    stage.engine = Stage.fail(Failure.of(blame, FailureReason.RunFailed, "it failed"));
    assertThat(stage.run("build", ".")).isEqualTo(status);
    assertThat(stage.err()).contains("ERROR: it failed");
    assertThat(stage.out()).isEmpty();
  }

  @Test
  void anInterruptedBuildEndsWith130() {
    stage.engine =
        (_, _) -> {
          throw new InterruptedException();
        };
    assertThat(stage.run("build", ".")).isEqualTo(130);
    assertThat(stage.err()).contains("Canceled.");
  }

  @Test
  void defectsAreToldWithoutAStackTrace() {
    stage.engine =
        (_, _) -> {
          throw new IllegalStateException("two and two");
        };
    assertThat(stage.run("build", ".")).isEqualTo(3);
    assertThat(stage.err()).contains("internal error").doesNotContain("\tat ");
    stage.engine =
        (_, _) -> {
          throw new UncheckedIOException(new IOException("No space left on device"));
        };
    assertThat(stage.run("build", ".")).isEqualTo(3);
    assertThat(stage.err()).contains("No space left on device").doesNotContain("\tat ");
  }

  @Test
  void standardOutputCarriesTheResultAlone() {
    stage.run("build", "-t", "app", ".");
    assertThat(stage.out()).isEmpty();
    assertThat(stage.err()).contains("#1 [1/1] FROM scratch", Stage.MANIFEST.toString());
    stage.run("build", ".");
    assertThat(stage.out()).isEqualTo(Stage.CONFIG + "\n");
    stage.run("build", "-q", "-t", "app", ".");
    assertThat(stage.out()).isEqualTo(Stage.CONFIG + "\n");
    assertThat(stage.err()).isEmpty();
  }

  @Test
  void scriptsFindTheResultInFiles() throws IOException {
    stage.run("build", "-t", "app", "--iidfile", "iid", "--metadata-file", "meta.json", ".");
    assertThat(directory.resolve("iid")).hasContent(Stage.CONFIG.toString());
    assertThat(Files.readString(directory.resolve("meta.json")))
        .isEqualTo(
            """
            {"containerimage.config.digest":"%1$s",\
            "containerimage.descriptor":{"mediaType":"application/vnd.oci.image.manifest.v1+json",\
            "digest":"%2$s","size":420},"containerimage.digest":"%2$s",\
            "image.name":"docker.io/library/app:latest"}\
            """
                .formatted(Stage.CONFIG, Stage.MANIFEST));

    stage.engine = Stage.fail(Failure.of(Blame.BUILD, FailureReason.RunFailed, "x"));
    stage.run("build", "--iidfile", "iid", ".");
    assertThat(directory.resolve("iid")).as("an earlier build's ID").doesNotExist();
  }

  @Test
  void theDockerfileComesOnStandardInput() {
    stage.in("FROM scratch\n".getBytes(StandardCharsets.UTF_8));
    stage.run("build", "-");
    assertThat(stage.request().context()).isEqualTo(new ContextSource.Empty());
    assertThat(stage.request().dockerfile())
        .isEqualTo(new DockerfileSource.Inline("FROM scratch\n"));
    stage.run("build", "-f", "-", "app");
    assertThat(stage.request().context())
        .isEqualTo(new ContextSource.Local(directory.resolve("app")));
    assertThat(stage.request().dockerfile())
        .isEqualTo(new DockerfileSource.Inline("FROM scratch\n"));
  }

  enum Stdin {
    GZIP("\u001f\u008b\b", "is an archive"),
    XZ("\u00fd7zXZ\0", "is an archive"),
    BZIP2("BZh9", "is an archive"),
    TAR("a" + "\0".repeat(256) + "ustar\000", "is an archive"),
    BINARY("FROM \u00ff", "not text in UTF-8"),
    ENDLESS("#".repeat(2 << 20), "longer than 1 MiB");

    private final String latin1;
    private final String cause;

    Stdin(String latin1, String cause) {
      this.latin1 = latin1;
      this.cause = cause;
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoDockerfileOnStandardInputIsRefused(Stdin stdin) {
    stage.in(stdin.latin1.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(stage.run("build", "-")).isEqualTo(2);
    assertThat(stage.err()).contains(stdin.cause);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      quoteCharacter = '`',
      value = {
        "https://h/a.git,https://h/a.git,-,-,-,-",
        "https://h/a.git#main,https://h/a.git,main,-,-,-",
        "https://h/a.git#v1:sub/dir,https://h/a.git,v1,sub/dir,-,-",
        "https://h/a.git#:sub,https://h/a.git,-,sub,-,-",
        "git://h/a#x,git://h/a,x,-,-,-",
        "github.com/a/b,https://github.com/a/b,-,-,-,-",
        "https://me:p%40ss+@h/a.git,https://h/a.git,-,-,me,p@ss+",
        "https://token@h:8443/a.git,https://h:8443/a.git,-,-,token,``",
        "https://h/a.git?tag=v1&subdir=s,https://h/a.git,refs/tags/v1,s,-,-",
      })
  void repositoriesAreGivenAsWithDocker(
      String written, String url, String ref, String subdirectory, String user, String password) {
    stage.run("build", "-f", "sub/Dockerfile", written);
    assertThat(stage.request().context())
        .isEqualTo(new ContextSource.Git(url, ref, subdirectory, user, password));
    assertThat(stage.request().dockerfile())
        .isEqualTo(new DockerfileSource.InContext("sub/Dockerfile"));
  }

  @Test
  void helpNamesEveryFlagAndTheExitStatuses() {
    assertThat(stage.run("build", "--help")).isZero();
    assertThat(stage.out())
        .contains("Usage: kiln build [FLAGS] CONTEXT", "-t, --tag NAME", "--metadata-file", "130");
    assertThat(stage.err()).isEmpty();
  }

  @Test
  void aDeviceIsNoResultOfAnEarlierBuild() throws IOException {
    Path device = Files.createSymbolicLink(directory.resolve("null"), Path.of("/dev/null"));
    assertThat(stage.run("build", "--iidfile", "null", "--metadata-file", "null", ".")).isZero();
    assertThat(device).isSymbolicLink();
  }

  @ParameterizedTest
  @CsvSource({"nowhere/id, no directory", "app, is a directory"})
  void aResultFileThatCannotBeIsToldBeforeTheBuild(String file, String problem) {
    assertThat(stage.run("build", "--iidfile", file, ".")).isEqualTo(2);
    assertThat(stage.err()).contains("--iidfile").contains(problem);
  }
}
