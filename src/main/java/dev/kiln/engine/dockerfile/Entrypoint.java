package dev.kiln.engine.dockerfile;

/// `ENTRYPOINT command`
public record Entrypoint(SourceRange range, String text, CommandLine command)
    implements Instruction {}
