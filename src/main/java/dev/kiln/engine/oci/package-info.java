/// The OCI image model: digests, descriptors, manifests, configs, references and layouts.
@NullMarked
package dev.kiln.engine.oci;

import org.jspecify.annotations.NullMarked;
