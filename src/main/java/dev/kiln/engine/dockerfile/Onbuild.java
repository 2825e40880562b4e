package dev.kiln.engine.dockerfile;

/// `ONBUILD instruction`
///
/// @param trigger the text that goes into the image's configuration
/// @param instruction the same, parsed
public record Onbuild(SourceRange range, String text, String trigger, Instruction instruction)
    implements Instruction {}
