package dev.kiln.engine.dockerfile;

import java.util.Locale;

/// One instruction of a Dockerfile. Its strings are as written: variables are not expanded.
public sealed interface Instruction
    permits Add,
        Arg,
        Cmd,
        Copy,
        Entrypoint,
        Env,
        Expose,
        From,
        Healthcheck,
        Label,
        Maintainer,
        Onbuild,
        Run,
        Shell,
        Stopsignal,
        User,
        Volume,
        Workdir {

  SourceRange range();

  /// The instruction as a user reads it: keyword in upper case, continued lines joined, without the
  /// bodies of heredocs.
  String text();

  default String keyword() {
    return getClass().getSimpleName().toUpperCase(Locale.ROOT);
  }
}
