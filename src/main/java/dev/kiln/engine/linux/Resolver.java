package dev.kiln.engine.linux;

import java.io.IOException;

/// Opens a path with a directory as its root. Both ways give the same answers.
sealed interface Resolver permits KernelResolver, WalkingResolver {
  /// Gives a descriptor, or the negated error number.
  int open(int root, String path, int flags) throws IOException;

  /// The kernel's own resolution where it may be called, the walk elsewhere.
  static Resolver available() {
    return Available.RESOLVER;
  }

  /// Asked once: the kernel (before 5.6) or a seccomp filter that does not know the call decides.
  final class Available {
    static final Resolver RESOLVER = probe();

    private Available() {}

    private static Resolver probe() {
      KernelResolver kernel = new KernelResolver();
      try {
        int fd = kernel.open(Libc.AT_FDCWD, "/", OpenFlags.PATH | OpenFlags.CLOSE_ON_EXEC);
        if (fd >= 0) {
          Libc.close(fd);
          return kernel;
        }
        return new WalkingResolver();
      } catch (IOException e) {
        return new WalkingResolver();
      }
    }
  }
}
