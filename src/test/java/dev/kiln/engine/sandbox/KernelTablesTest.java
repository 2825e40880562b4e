package dev.kiln.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is read from /proc about this process.
class KernelTablesTest {
  @ParameterizedTest
  @CsvSource({"1024,20000,20000", "1024,1048576,65536", "1024,unlimited,65536"})
  void a_step_may_open_as_many_files_as_the_builder_within_reason(
      String soft, String hard, long expected) {
    String limits =
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             96365                96365                processes
        Max open files            %-20s %-20s files
        """
            .formatted(soft, hard);
    assertThat(ResourceLimits.openFiles(limits)).isEqualTo(expected);
  }

  @Test
  void control_groups_of_a_machine_are_writable_and_those_of_a_pod_are_not() {
    String machine = "31 28 0:30 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids";
    String pod = "31 28 0:30 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw";
    String elsewhere = "31 28 0:30 / /mnt rw,nosuid - cgroup2 cgroup rw";
    assertThat(ControlGroups.areWritable(machine)).isTrue();
    assertThat(ControlGroups.areWritable(pod)).isFalse();
    assertThat(ControlGroups.areWritable(elsewhere)).isFalse();
    assertThat(ControlGroups.areWritable(pod + "\n" + machine)).isTrue();
  }
}
