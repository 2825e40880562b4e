package dev.kiln.engine.dockerfile;

import org.jspecify.annotations.Nullable;

/// `FROM [--platform=platform] image [AS name]`
///
/// @param image an image reference, a stage's name or `scratch`; variables are global `ARG`s
/// @param name in lower case
public record From(
    SourceRange range, String text, @Nullable String platform, String image, @Nullable String name)
    implements Instruction {}
