package dev.kiln.engine.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// One function of the C library. All of those used here take at most six integers or pointers,
/// which the calling conventions of both x86-64 and aarch64 pass in registers of 64 bits whatever
/// their declared width, variadic or not; so one shape fits every function.
record Call(MethodHandle handle) {
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(StructLayout.PathElement.groupElement("errno"));
  private static final FunctionDescriptor SHAPE =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);

  @SuppressWarnings("restricted") // calling the C library is what this package is for
  static Call of(String function) {
    Linker linker = Linker.nativeLinker();
    MemorySegment symbol =
        linker
            .defaultLookup()
            .find(function)
            .orElseThrow(() -> new IllegalStateException("the C library lacks " + function));
    return new Call(linker.downcallHandle(symbol, SHAPE, Linker.Option.captureCallState("errno")));
  }

  /// Calls a function that returns an `int`.
  ///
  /// @return its result, or the negated error number
  int call(Scratch scratch, long a, long b, long c, long d, long e, long f) {
    int result = (int) invoke(scratch, a, b, c, d, e, f);
    return result >= 0 ? result : -errno(scratch);
  }

  int call(Scratch scratch, long a, long b, long c, long d) {
    return call(scratch, a, b, c, d, 0, 0);
  }

  /// Calls a function that returns a `long` or `ssize_t`.
  ///
  /// @return its result, or the negated error number
  long callLong(Scratch scratch, long a, long b, long c, long d, long e, long f) {
    long result = invoke(scratch, a, b, c, d, e, f);
    return result >= 0 ? result : -errno(scratch);
  }

  long callLong(Scratch scratch, long a, long b, long c, long d) {
    return callLong(scratch, a, b, c, d, 0, 0);
  }

  private long invoke(Scratch scratch, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) handle.invokeExact(scratch.errno, a, b, c, d, e, f);
    } catch (RuntimeException | Error exception) {
      throw exception;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static int errno(Scratch scratch) {
    return (int) ERRNO.get(scratch.errno, 0L);
  }
}
