package dev.kiln.engine.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
  @ParameterizedTest
  @CsvSource({
    "linux/amd64,   linux/amd64",
    "amd64,         linux/amd64",
    "Linux/x86_64,  linux/amd64",
    "arm64/,        ",
    "linux/arm64/v8,linux/arm64",
    "linux/arm/v7,  linux/arm/v7",
    "armhf,         linux/arm/v7",
    "foo,           ",
    "linux/foo,     ",
    "windows/amd64, ",
    "linux/a/b/c,   ",
  })
  void aPlatformIsOneOfLinux(String text, String platform) {
    if (platform == null) {
      assertThatThrownBy(() -> Platform.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(text);
    } else {
      assertThat(Platform.parse(text)).hasToString(platform);
    }
  }

  @org.junit.jupiter.api.Test
  void linuxAloneIsThisMachine() {
    assertThat(Platform.parse("linux")).isEqualTo(Platform.ofThisMachine());
  }
}
