package dev.kiln.engine.dockerfile;

/// `WORKDIR path`; a relative path goes on from the one before.
public record Workdir(SourceRange range, String text, String path) implements Instruction {}
