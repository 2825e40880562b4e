package dev.kiln.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ChrootSandboxTest {
  @Nested
  class WithProcessNamespace extends SandboxContract {
    @Override
    Sandbox sandbox(Path stateDirectory) throws Exception {
      return new ChrootSandbox(true, StepIds.ofProcess());
    }
  }

  @Nested
  class WithoutProcessNamespace extends SandboxContract {
    @Override
    Sandbox sandbox(Path stateDirectory) throws Exception {
      return new ChrootSandbox(false, StepIds.ofProcess());
    }

    @Test
    void devices_work() throws Exception {
      assertThat(run(root.step("head -c 8 /dev/zero | tr '\\0' x; echo >/dev/null"))).isZero();
      assertThat(root.out).containsExactly("xxxxxxxx");
    }

    @Test
    void what_needs_mounts_is_refused() {
      Step mount = root.step("true", new StepMount.Tmpfs("/scratch", 0));
      assertThatThrownBy(() -> run(mount))
          .isInstanceOf(SandboxException.class)
          .hasMessageContaining("/scratch")
          .hasMessageContaining("remedy");
      Step offline =
          root.step(List.of("true"), StepRoot.ENV, "/", Identity.ROOT, List.of(), NetworkMode.NONE);
      assertThatThrownBy(() -> run(offline)).hasMessageContaining("network");
    }
  }
}
