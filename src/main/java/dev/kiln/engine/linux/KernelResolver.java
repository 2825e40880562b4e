package dev.kiln.engine.linux;

import java.io.IOException;

/// Resolution by `openat2` with `RESOLVE_IN_ROOT`: one call, exact under concurrent changes.
final class KernelResolver implements Resolver {
  /// The kernel gives up on a ".." whenever anything on the machine is renamed meanwhile.
  private static final int ATTEMPTS = 1000;

  @Override
  public int open(int root, String path, int flags) throws IOException {
    int result = 0;
    for (int i = 0; i < ATTEMPTS; i++) {
      result = Libc.openInRoot(root, path, flags);
      if (!Errno.EAGAIN.is(result) && !Errno.EINTR.is(result)) {
        return result;
      }
    }
    return result;
  }
}
