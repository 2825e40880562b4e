package dev.kiln.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.engine.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlaySnapshotterTest {
  private static final LayerTree BASE = layer("base");
  private static final LayerTree EMPTY = layer("empty");
  private static final LayerTree APP = layer("app");

  /// `RUN true` twice makes one layer twice; an overlay refuses a directory that it has already.
  @Test
  void aLayerThatRepeatsIsMountedOnceWhereItIsTopmost() {
    assertThat(OverlaySnapshotter.stack(List.of(BASE, EMPTY, EMPTY))).containsExactly(EMPTY, BASE);
    assertThat(OverlaySnapshotter.stack(List.of(BASE, APP, EMPTY, APP)))
        .containsExactly(APP, EMPTY, BASE);
  }

  private static LayerTree layer(String name) {
    return new LayerTree(
        Digest.sha256(name.getBytes(StandardCharsets.UTF_8)), Path.of("/trees", name));
  }
}
