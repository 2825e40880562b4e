package dev.kiln.engine.graph;

import dev.kiln.engine.dockerfile.Instruction;
import java.io.IOException;

/// An image that an instruction names cannot be had.
public final class BaseImageException extends Exception {
  private final transient Instruction instruction;
  private final String image;
  private final IOException reason;

  BaseImageException(Instruction instruction, String image, IOException reason) {
    super(reason.getMessage(), reason);
    this.instruction = instruction;
    this.image = image;
    this.reason = reason;
  }

  public Instruction instruction() {
    return instruction;
  }

  /// The name as written, expanded.
  public String image() {
    return image;
  }

  public IOException reason() {
    return reason;
  }
}
