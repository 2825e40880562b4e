package dev.kiln.engine.sandbox;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Variables by which an environment makes programs load files. An image's must not reach the
/// builder's own programs, which run before the step's root is entered.
final class LoaderVariables {
  private static final Set<String> NAMES =
      Set.of("GLIBC_TUNABLES", "GCONV_PATH", "LOCPATH", "NLSPATH", "MALLOC_TRACE");
  private static final List<String> SETTERS = List.of("/usr/bin/env", "/bin/env");

  private LoaderVariables() {}

  /// Takes them out of an environment.
  ///
  /// @return what to put before the command so that they are set inside of the root
  static List<String> moveIntoRoot(Map<String, String> env, Directory root) throws IOException {
    List<String> assignments = new ArrayList<>();
    Iterator<Map.Entry<String, String>> entries = env.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<String, String> entry = entries.next();
      if (entry.getKey().startsWith("LD_") || NAMES.contains(entry.getKey())) {
        assignments.add(entry.getKey() + "=" + entry.getValue());
        entries.remove();
      }
    }
    if (!assignments.isEmpty()) {
      assignments.addFirst(setter(root, assignments));
    }
    return assignments;
  }

  private static String setter(Directory root, List<String> assignments) throws IOException {
    for (String setter : SETTERS) {
      FileStatus status = root.status(setter);
      if (status != null && status.isRegular()) {
        return setter;
      }
    }
    throw new SandboxException(
        "cannot set "
            + assignments.getFirst()
            + " by chroot in an image without /usr/bin/env; remedy: install coreutils there, or"
            + " build where namespaces are allowed");
  }
}
