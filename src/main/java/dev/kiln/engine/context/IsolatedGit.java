package dev.kiln.engine.context;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/// Keeps the git library away from this machine's git: no configuration of user or system, no
/// `GIT_` variables, and no measuring of the file system's clock, which took seconds in every fresh
/// pod.
final class IsolatedGit extends SystemReader.Delegate {
  private static final class Once {
    static final SystemReader READER = new IsolatedGit(SystemReader.getInstance());

    private Once() {}
  }

  private IsolatedGit(SystemReader machine) {
    super(machine);
  }

  /// Takes effect for the whole process; later calls change nothing.
  static void install() {
    SystemReader.setInstance(Once.READER);
  }

  @Override
  public @Nullable String getenv(String variable) {
    return variable.startsWith("GIT_") || variable.equals("XDG_CONFIG_HOME")
        ? null
        : super.getenv(variable);
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fs) {
    return new EmptyConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fs) {
    return new EmptyConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS fs) {
    return new EmptyConfig(parent, fs);
  }

  /// A configuration without a file. It turns housekeeping off, and for every file system it knows
  /// the clock's resolution, one that is true anywhere: it only decides when a file that just
  /// changed is compared by content.
  private static final class EmptyConfig extends FileBasedConfig {
    private static final Duration RESOLUTION = Duration.ofMillis(10);

    EmptyConfig(Config parent, FS fs) {
      super(parent, null, fs);
      // Housekeeping in the background would race with the removal of what was fetched.
      setInt(ConfigConstants.CONFIG_GC_SECTION, null, ConfigConstants.CONFIG_KEY_AUTO, 0);
      setBoolean(
          ConfigConstants.CONFIG_GC_SECTION, null, ConfigConstants.CONFIG_KEY_AUTODETACH, false);
    }

    @Override
    public void load() {
      // There is no file.
    }

    @Override
    public void save() {
      // There is no file.
    }

    @Override
    public boolean isOutdated() {
      return false;
    }

    @Override
    public long getTimeUnit(
        String section,
        @Nullable String subsection,
        String name,
        long defaultValue,
        TimeUnit unit) {
      return section.equals("filesystem")
          ? unit.convert(RESOLUTION)
          : super.getTimeUnit(section, subsection, name, defaultValue, unit);
    }
  }
}
