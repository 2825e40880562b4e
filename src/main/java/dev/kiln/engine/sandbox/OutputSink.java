package dev.kiln.engine.sandbox;

/// Takes what a step prints, while it runs. Never called by two threads at once for one step.
public interface OutputSink {
  /// A line without its end, in UTF-8; of a line longer than 16 KiB a part of that size.
  void line(Channel channel, String text);

  /// Where a step printed it.
  enum Channel {
    OUT,
    ERR
  }
}
