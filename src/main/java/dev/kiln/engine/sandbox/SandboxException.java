package dev.kiln.engine.sandbox;

import java.io.IOException;

/// A step cannot be run here, for a reason that is not in its command. The message says the remedy.
public class SandboxException extends IOException {
  private static final long serialVersionUID = 1L;

  public SandboxException(String message) {
    super(message);
  }

  public SandboxException(String message, Throwable cause) {
    super(message, cause);
  }
}
