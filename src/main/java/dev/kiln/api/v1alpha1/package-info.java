/// The `ImageBuild` custom resource: its spec, status, conditions, reasons, and the builder report.
@NullMarked
package dev.kiln.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
