package dev.kiln.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiln.engine.dockerfile.Dockerfile;
import dev.kiln.engine.dockerfile.DockerfileException;
import dev.kiln.engine.oci.ContainerConfig;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.History;
import dev.kiln.engine.oci.ImageConfig;
import dev.kiln.engine.oci.ImageManifest;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.oci.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
  private static final Platform AMD64 = Platform.parse("linux/amd64");
  private final List<String> asked = new ArrayList<>();
  private ContainerConfig baseConfig =
      new ContainerConfig(
          null,
          null,
          List.of("PATH=/bin"),
          List.of("/entry"),
          List.of("sh"),
          null,
          null,
          null,
          null,
          null,
          null,
          null);

  // --- metadata

  @Test
  void the_environment_expands_with_what_was_set_before_the_instruction() throws Exception {
    var plan =
        plan(
            """
            FROM scratch
            ENV a=1
            ENV a=2 b=$a
            LABEL x=${b}-${a:+set} y=${none:-default}
            """);
    assertThat(plan.target().container().env()).contains("a=2", "b=1");
    assertThat(plan.target().container().labels())
        .containsEntry("x", "1-set")
        .containsEntry("y", "default");
  }

  @Test
  void of_an_argument_and_a_variable_the_later_one_wins() throws Exception {
    var plan =
        plan(
            """
            FROM scratch
            ARG v=argument
            ENV v=variable
            LABEL first=$v
            ARG v=again
            LABEL second=$v
            """);
    assertThat(plan.target().container().labels())
        .containsEntry("first", "variable")
        .containsEntry("second", "again");
    assertThat(plan.target().container().env()).contains("v=variable");
  }

  @Test
  void a_given_argument_beats_the_default_which_beats_the_global_value() throws Exception {
    var dockerfile =
        """
        ARG given=g other=global third=global
        FROM scratch
        ARG given=default
        ARG other=default
        ARG third
        LABEL all=$given,$other,$third
        """;
    var plan = plan(dockerfile, Map.of("given", "user"));
    assertThat(plan.target().container().labels()).containsEntry("all", "user,default,global");
  }

  @Test
  void arguments_that_nothing_asks_for_are_a_warning() throws Exception {
    var plan =
        plan("FROM scratch\nARG used\n", Map.of("used", "1", "unused", "2", "HTTP_PROXY", "p"));
    assertThat(plan.warnings()).containsExactly("build arguments that no ARG asks for: unused");
  }

  @Test
  void the_platform_is_known_once_it_is_declared() throws Exception {
    var plan = plan("FROM scratch\nLABEL a=$TARGETARCH\nARG TARGETARCH\nLABEL b=$TARGETARCH\n");
    assertThat(plan.target().container().labels())
        .containsEntry("a", "")
        .containsEntry("b", "amd64");
  }

  @Test
  void an_entrypoint_takes_the_bases_command_away_but_not_ones_own() throws Exception {
    assertThat(plan("FROM base\nENTRYPOINT [\"x\"]\n").target().container().cmd()).isNull();
    assertThat(plan("FROM base\nCMD [\"a\"]\nENTRYPOINT [\"x\"]\n").target().container().cmd())
        .containsExactly("a");
    assertThat(plan("FROM base\n").target().container().entrypoint()).containsExactly("/entry");
  }

  @Test
  void shell_forms_run_under_the_shell_of_their_place() throws Exception {
    var plan =
        plan(
            """
            FROM scratch
            RUN one
            SHELL ["/bin/bash", "-ec"]
            RUN two
            CMD three
            """);
    assertThat(run(plan, 0).args()).containsExactly("/bin/sh", "-c", "one");
    assertThat(run(plan, 1).args()).containsExactly("/bin/bash", "-ec", "two");
    assertThat(plan.target().container().cmd()).containsExactly("/bin/bash", "-ec", "three");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "80            | 80/tcp",
        "53/UDP        | 53/udp",
        "8000-8002/tcp | 8000/tcp 8001/tcp 8002/tcp",
      })
  void ports_get_their_protocol(String written, String expected) throws Exception {
    var ports = plan("FROM scratch\nEXPOSE " + written + "\n").target().container().exposedPorts();
    assertThat(ports).containsOnlyKeys(expected.split(" "));
  }

  @Test
  void triggers_of_the_base_run_after_from_and_are_gone() throws Exception {
    baseConfig =
        new ContainerConfig(
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of("ENV triggered=yes", "RUN make"),
            null,
            null);
    var plan = plan("FROM base\nONBUILD LABEL child=1\n");
    assertThat(plan.target().container().env()).contains("triggered=yes");
    assertThat(plan.target().container().onBuild()).containsExactly("LABEL child=1");
    assertThat(plan.target().label(1)).isEqualTo("[2/2] RUN make");
  }

  @Test
  void history_has_an_entry_for_each_instruction_after_those_of_the_base() throws Exception {
    var history =
        plan("FROM base\nENV a=b\nWORKDIR /x\nRUN true\n").target().history().stream()
            .map(entry -> entry.createdBy() + (entry.emptyLayer() ? " (empty)" : ""))
            .toList();
    assertThat(history)
        .containsExactly("base", "ENV a=b (empty)", "WORKDIR /x", "RUN /bin/sh -c true");
  }

  @Test
  void the_history_tells_no_values_of_arguments() throws Exception {
    var plan = plan("FROM scratch\nARG token\nRUN use $token\n", Map.of("token", "s3cret"));
    assertThat(plan.target().history().toString()).doesNotContain("s3cret");
  }

  // --- files

  @Test
  void paths_are_resolved_against_the_working_directory() throws Exception {
    var plan =
        plan(
            """
            FROM scratch
            WORKDIR a
            WORKDIR b/../c
            COPY one ./
            COPY two .
            COPY three /abs/../x
            """);
    assertThat(plan.target().container().workingDir()).isEqualTo("/a/c");
    assertThat(copy(plan, 2).destination()).isEqualTo("/a/c/");
    assertThat(copy(plan, 3).destination()).isEqualTo("/a/c/");
    assertThat(copy(plan, 4).destination()).isEqualTo("/x");
    assertThat(copy(plan, 4).sources()).containsExactly("/three");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "COPY a b ${none:-c}   | several sources need a destination that is a directory",
        "COPY --chmod=u+x a b  | --chmod=u+x is no mode",
        "COPY --link a b       | --link is not supported yet",
        "ADD https://x/y z     | ADD of a URL is not supported yet",
        "EXPOSE 99999          | '99999' is no range of ports",
        "STOPSIGNAL nonsense   | 'nonsense' is no signal",
        "WORKDIR $nothing      | WORKDIR '$nothing' is empty once it is expanded",
        "LABEL a=${b?missing}  | missing",
        "RUN --mount=type=ssh x| RUN --mount=type=ssh is not supported yet",
      })
  void what_cannot_be_planned_is_refused_with_its_line(String instruction, String message) {
    assertThatThrownBy(() -> plan("FROM scratch\n" + instruction + "\n"))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("Dockerfile:2")
        .hasMessageContaining(message);
  }

  // --- stages

  @Test
  void only_needed_stages_are_planned_and_only_their_images_asked_for() throws Exception {
    var plan =
        plan(
            """
            FROM unused AS other
            RUN nothing
            FROM builder-image AS Builder
            RUN make
            FROM base
            COPY --from=builder /out /out
            """);
    assertThat(asked)
        .containsExactly("docker.io/library/base:latest", "docker.io/library/builder-image:latest");
    assertThat(plan.stages()).extracting(StagePlan::title).containsExactly("builder", "stage-2");
    assertThat(plan.target().label(1)).isEqualTo("[stage-2 2/2] COPY --from=builder /out /out");
    assertThat(plan.target().last().source()).contains(plan.stages().getFirst().last());
  }

  @Test
  void a_stage_on_a_stage_inherits_its_image_and_arguments() throws Exception {
    var plan =
        plan(
            """
            FROM base AS one
            ARG inherited=yes
            ENV e=1
            USER app
            FROM one
            LABEL x=$inherited$e
            """);
    assertThat(plan.target().container().labels()).containsEntry("x", "yes1");
    assertThat(plan.target().container().user()).isEqualTo("app");
    assertThat(plan.target().last()).isSameAs(plan.stages().getFirst().last());
  }

  @Test
  void a_target_is_a_stages_name_or_number() throws Exception {
    var dockerfile = "FROM scratch AS first\nLABEL s=1\nFROM scratch AS second\nLABEL s=2\n";
    assertThat(planTarget(dockerfile, "FIRST").target().container().labels())
        .containsEntry("s", "1");
    assertThat(planTarget(dockerfile, "1").target().container().labels()).containsEntry("s", "2");
    assertThatThrownBy(() -> planTarget(dockerfile, "secnd"))
        .hasMessageContaining("there is no stage 'secnd'")
        .hasMessageContaining("did you mean 'second'?");
  }

  @Test
  void a_base_that_cannot_be_had_names_its_instruction() {
    assertThatThrownBy(() -> plan("FROM scratch\nCOPY --from=missing /a /b\n"))
        .isInstanceOf(BaseImageException.class)
        .extracting(e -> ((BaseImageException) e).instruction().range().startLine())
        .isEqualTo(2);
  }

  // --- commands

  @Test
  void proxies_reach_commands_without_being_part_of_them() throws Exception {
    var plain = run(plan("FROM scratch\nRUN x\n"), 0);
    var proxied = run(plan("FROM scratch\nRUN x\n", Map.of("http_proxy", "http://p")), 0);
    assertThat(proxied.proxies()).containsEntry("http_proxy", "http://p");
    assertThat(proxied.identity()).isEqualTo(plain.identity());
  }

  @Test
  void a_command_is_another_one_with_another_argument_value() throws Exception {
    var one = run(plan("FROM scratch\nARG v\nRUN x\n", Map.of("v", "1")), 0);
    var two = run(plan("FROM scratch\nARG v\nRUN x\n", Map.of("v", "2")), 0);
    assertThat(one.identity()).isNotEqualTo(two.identity());
  }

  private Op.Run run(BuildPlan plan, int index) {
    return (Op.Run) plan.target().nodes().get(index).op();
  }

  private Op.Copy copy(BuildPlan plan, int index) {
    return (Op.Copy) plan.target().nodes().get(index).op();
  }

  private BuildPlan plan(String dockerfile) throws Exception {
    return plan(dockerfile, Map.of());
  }

  private BuildPlan plan(String dockerfile, Map<String, String> buildArgs) throws Exception {
    return plan(dockerfile, new PlanOptions(null, buildArgs, Map.of(), AMD64, AMD64, true));
  }

  private BuildPlan planTarget(String dockerfile, String target) throws Exception {
    return plan(dockerfile, new PlanOptions(target, Map.of(), Map.of(), AMD64, AMD64, true));
  }

  private BuildPlan plan(String dockerfile, PlanOptions options) throws Exception {
    var parsed = Dockerfile.parse("Dockerfile", dockerfile.getBytes(StandardCharsets.UTF_8));
    return Planner.plan(parsed, options, this::image);
  }

  private BaseImage image(ImageReference reference, Platform platform) throws IOException {
    asked.add(reference.toString());
    if (reference.repository().endsWith("missing")) {
      throw new IOException("no such image");
    }
    var layer = new Descriptor(MediaTypes.OCI_LAYER_GZIP, Digest.sha256(new byte[] {1}), 1);
    var config = new Descriptor(MediaTypes.OCI_CONFIG, Digest.sha256(new byte[] {2}), 1);
    var manifest = new ImageManifest(2, MediaTypes.OCI_MANIFEST, config, List.of(layer), null);
    return new BaseImage(
        reference,
        new Descriptor(MediaTypes.OCI_MANIFEST, Digest.sha256(new byte[] {3}), 1),
        manifest,
        new ImageConfig(
            "2026-01-01T00:00:00Z",
            null,
            "amd64",
            "linux",
            null,
            null,
            baseConfig,
            new ImageConfig.RootFs("layers", List.of(Digest.sha256(new byte[] {4}))),
            List.of(new History("2026-01-01T00:00:00Z", "base", null, null, false))),
        false);
  }
}
