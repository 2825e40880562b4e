package dev.kiln.engine.dockerfile;

/// `USER user[:group]`, names or numbers.
public record User(SourceRange range, String text, String user) implements Instruction {}
