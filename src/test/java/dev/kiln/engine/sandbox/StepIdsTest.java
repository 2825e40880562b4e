package dev.kiln.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiln.engine.linux.IdMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepIdsTest {
  private static final IdMap ALL = new IdMap(List.of(new IdMap.Range(0, 0, 65536)));
  private static final IdMap ONE = new IdMap(List.of(new IdMap.Range(0, 1000, 1)));
  private static final StepIds POD = new StepIds(ALL, ALL, true);
  private static final StepIds LAPTOP = new StepIds(ONE, ONE, false);

  @Test
  void groups_that_exist_are_all_set() throws Exception {
    assertThat(POD.groups(new Identity(33, 33, List.of(4, 24)))).containsExactly(4, 24);
  }

  @Test
  void root_does_without_groups_that_cannot_be_set() throws Exception {
    assertThat(LAPTOP.groups(new Identity(0, 0, List.of(1, 2, 3)))).isEmpty();
    assertThat(POD.groups(new Identity(0, 0, List.of(1, 70000)))).containsExactly(1);
  }

  @Test
  void a_user_who_does_not_exist_here_is_refused_with_the_remedy() {
    assertThatThrownBy(() -> LAPTOP.groups(new Identity(33, 33, List.of())))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("user 33:33")
        .hasMessageContaining("/etc/subuid");
  }

  @Test
  void a_user_never_runs_with_fewer_groups_than_asked_for() {
    assertThatThrownBy(() -> POD.groups(new Identity(33, 33, List.of(4, 70000))))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("[4, 70000]");
  }
}
