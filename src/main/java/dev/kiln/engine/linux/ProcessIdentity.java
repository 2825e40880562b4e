package dev.kiln.engine.linux;

/// Who this process is to the kernel.
public final class ProcessIdentity {
  private static final Call GETEUID = Call.of("geteuid");
  private static final Call GETEGID = Call.of("getegid");

  private ProcessIdentity() {}

  /// The effective user id, as this process' user namespace sees it.
  public static int effectiveUid() {
    return GETEUID.call(Scratch.get(), 0, 0, 0, 0);
  }

  /// The effective group id, as this process' user namespace sees it.
  public static int effectiveGid() {
    return GETEGID.call(Scratch.get(), 0, 0, 0, 0);
  }
}
