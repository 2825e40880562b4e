package dev.kiln.engine.dockerfile;

/// `STOPSIGNAL signal`, a name or a number.
public record Stopsignal(SourceRange range, String text, String signal) implements Instruction {}
