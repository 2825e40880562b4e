package dev.kiln.engine.dockerfile;

/// `MAINTAINER name`, deprecated in favour of a label.
public record Maintainer(SourceRange range, String text, String name) implements Instruction {}
