package dev.kiln.operator;

import dev.kiln.api.v1alpha1.PodSettings;

/// What the platform team decides for every builder pod.
///
/// @param image Kiln's own image
/// @param imagePullPolicy `IfNotPresent`, `Always` or `Never`
/// @param registries the text of the registries file
/// @param pod what an ImageBuild gets where its own `spec.pod` is silent
record BuilderSettings(
    String image,
    String imagePullPolicy,
    Isolation isolation,
    String registries,
    PodSettings pod) {}
