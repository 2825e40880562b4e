package dev.kiln.cli.progress;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The terminal that standard error is connected to, if it is to one.
public final class ErrorTerminal implements Terminal {
  private static final int STDERR = 2;
  private static final long TIOCGWINSZ = 0x5413;
  private static final Size USUAL = new Size(80, 24);

  private @Nullable MethodHandle ioctl;

  /// The library is called only where there is a device to ask: linking takes a while.
  @Override
  public Optional<Size> size() {
    return isTerminalDevice() ? Optional.of(ask()) : Optional.empty();
  }

  private static boolean isTerminalDevice() {
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + STDERR)).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.startsWith("/dev/console");
    } catch (IOException e) {
      return false;
    }
  }

  private Size ask() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment winsize = arena.allocate(8);
      int result = (int) ioctl().invokeExact(STDERR, TIOCGWINSZ, winsize);
      int rows = Short.toUnsignedInt(winsize.get(ValueLayout.JAVA_SHORT, 0));
      int columns = Short.toUnsignedInt(winsize.get(ValueLayout.JAVA_SHORT, 2));
      return result < 0 || rows == 0 || columns == 0 ? USUAL : new Size(columns, rows);
    } catch (Throwable e) { // invokeExact declares it; ioctl throws nothing
      return USUAL;
    }
  }

  @SuppressWarnings("restricted") // no class of the platform tells a terminal's size
  private MethodHandle ioctl() {
    MethodHandle handle = ioctl;
    if (handle == null) {
      Linker linker = Linker.nativeLinker();
      handle =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("ioctl"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.ADDRESS),
              Linker.Option.firstVariadicArg(2));
      ioctl = handle;
    }
    return handle;
  }
}
