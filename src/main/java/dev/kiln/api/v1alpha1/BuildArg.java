package dev.kiln.api.v1alpha1;

import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/// A value for an ARG instruction.
public record BuildArg(
    @Required @Pattern(Syntax.VARIABLE) @Size(max = 256) String name,
    @Required @Size(max = 32_768) String value) {}
