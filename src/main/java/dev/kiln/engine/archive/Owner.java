package dev.kiln.engine.archive;

/// Whom files belong to.
public record Owner(int uid, int gid) {
  /// The administrator, to whom what nobody names belongs.
  public static final Owner ROOT = new Owner(0, 0);
}
