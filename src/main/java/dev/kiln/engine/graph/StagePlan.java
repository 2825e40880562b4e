package dev.kiln.engine.graph;

import dev.kiln.engine.oci.ContainerConfig;
import dev.kiln.engine.oci.History;
import dev.kiln.engine.oci.Platform;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A planned stage: its operations in order, and the image it would be.
///
/// @param title how progress calls the stage; empty for the only one
/// @param nodes its own operations, in order; what it starts from belongs to it if it is an image
/// @param last the file system that the stage ends with
/// @param history the base's entries and one for each instruction; entries without `created` get
///   the time of their layer or of the image
public record StagePlan(
    String title,
    List<Node> nodes,
    Node last,
    Platform platform,
    ContainerConfig container,
    @Nullable String author,
    List<History> history) {
  public StagePlan {
    nodes = List.copyOf(nodes);
    history = List.copyOf(history);
  }

  /// How progress calls the node at `index`, as in `[builder 2/3] RUN make`.
  public String label(int index) {
    var place = (index + 1) + "/" + nodes.size();
    return "["
        + (title.isEmpty() ? place : title + " " + place)
        + "] "
        + nodes.get(index).instruction().text();
  }
}
