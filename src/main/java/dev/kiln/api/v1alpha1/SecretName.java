package dev.kiln.api.v1alpha1;

import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/// A Secret of the ImageBuild's namespace.
public record SecretName(@Required @Pattern(Syntax.OBJECT_NAME) @Size(max = 253) String name) {}
