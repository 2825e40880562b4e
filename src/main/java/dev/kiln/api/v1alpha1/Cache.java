package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/// Where results of steps are kept for later builds.
public record Cache(
    @Required @JsonPropertyDescription("A volume that builder pods share.") Source.Claim volume) {}
