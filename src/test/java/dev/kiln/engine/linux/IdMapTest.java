package dev.kiln.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class IdMapTest {
  @Test
  void aWholeRangeMayComeInPieces() {
    IdMap pieces =
        IdMap.parse("         0       1000          1\n         1     100000      65536\n");
    assertThat(pieces.mapsWholeRange()).isTrue();
    assertThat(pieces.maps(0)).isTrue();
    assertThat(pieces.maps(65536)).isTrue();
    assertThat(pieces.maps(65537)).isFalse();
    assertThat(pieces.isInitial()).isFalse();
  }

  @Test
  void oneIdIsNotAWholeRange() {
    IdMap one = IdMap.parse("0 1000 1");
    assertThat(one.mapsWholeRange()).isFalse();
    assertThat(one.maps(0)).isTrue();
    assertThat(one.maps(1)).isFalse();
    assertThat(IdMap.parse("1 1 70000").mapsWholeRange()).isFalse();
  }

  @Test
  void theMachinesOwnNamespaceIsKnown() throws IOException {
    assertThat(IdMap.parse("         0          0 4294967295").isInitial()).isTrue();
    assertThat(IdMap.ofUids().ranges()).isNotEmpty();
    assertThat(IdMap.ofGids().ranges()).isNotEmpty();
    assertThat(IdMap.ofUids().maps(ProcessIdentity.effectiveUid())).isTrue();
  }
}
