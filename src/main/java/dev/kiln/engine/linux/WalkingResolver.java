package dev.kiln.engine.linux;

import java.io.IOException;

/// Resolution component by component, for kernels and filters without `openat2`.
final class WalkingResolver implements Resolver {
  @Override
  public int open(int root, String path, int flags) throws IOException {
    try (PathWalk walk = new PathWalk(root)) {
      boolean follow = (flags & OpenFlags.NO_FOLLOW) == 0;
      long result = walk.to(path, follow);
      if (result < 0) {
        return (int) result;
      }
      // what the walk found is opened again under its parent; should it have become a link since
      // then, the kernel refuses
      return Libc.openat(walk.parent(), walk.name(), flags | OpenFlags.NO_FOLLOW, 0);
    }
  }
}
