package dev.kiln.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kiln.engine.linux.IdMap;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ChrootSandboxTest {
  @Nested
  class WithProcessNamespace extends SandboxContract {
    @Override
    Sandbox sandbox(Path stateDirectory) throws Exception {
      return new ChrootSandbox(StepIds.ofProcess(), true);
    }
  }

  @Nested
  class WithoutProcessNamespace extends SandboxContract {
    @Override
    Sandbox sandbox(Path stateDirectory) throws Exception {
      return new ChrootSandbox(StepIds.ofProcess(), false);
    }

    @Test
    void what_goes_to_the_null_device_is_gone() throws Exception {
      assertThat(run(root.step("echo lost >/dev/null && echo next >/dev/null"))).isZero();
      assertThat(root.path.resolve("dev")).doesNotExist();
    }

    @Test
    void other_devices_work_where_the_kernel_lets_them_be_made() throws Exception {
      assumeTrue(IdMap.ofUids().isInitial(), "outside of a user namespace");
      run(root.step("head -c 8 /dev/zero | tr '\\0' x"));
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
