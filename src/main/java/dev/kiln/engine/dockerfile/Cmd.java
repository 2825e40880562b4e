package dev.kiln.engine.dockerfile;

/// `CMD command`
public record Cmd(SourceRange range, String text, CommandLine command) implements Instruction {}
