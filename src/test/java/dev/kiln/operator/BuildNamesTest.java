package dev.kiln.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildNamesTest {
  private static final String LONG =
      "a-name-that-is-much-longer-than-what-a-label-may-hold-in-kubernetes";

  @Test
  void shortNamesStayReadable() {
    assertThat(BuildNames.job("web-ping", 12)).isEqualTo("web-ping-12");
    assertThat(BuildNames.label("web-ping")).isEqualTo("web-ping");
  }

  @Test
  void longNamesAreCutAndStayDistinct() {
    String name = BuildNames.job(LONG, 1);
    assertThat(name).hasSizeLessThanOrEqualTo(63).startsWith("a-name-that").endsWith("-1");
    assertThat(BuildNames.job(LONG, 1)).isEqualTo(name);
    assertThat(BuildNames.job(LONG + "x", 1)).isNotEqualTo(name);
    assertThat(BuildNames.job(LONG, 2_000_000_000)).hasSizeLessThanOrEqualTo(63);
    assertThat(BuildNames.label(LONG)).hasSizeLessThanOrEqualTo(63);
  }

  @Test
  void aDotAndADashAreNotTheSameBuild() {
    assertThat(BuildNames.job("a.b", 1)).isNotEqualTo(BuildNames.job("a-b", 1)).doesNotContain(".");
  }

  @Test
  void eventsAreTheSameForTheSameNews() {
    assertThat(BuildNames.event("x", "uid", 1, "Running"))
        .isEqualTo(BuildNames.event("x", "uid", 1, "Running"))
        .isNotEqualTo(BuildNames.event("x", "uid", 2, "Running"));
  }
}
