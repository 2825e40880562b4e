/// The operator: observes `ImageBuild` resources, decides, applies Jobs, and reports in the status.
@NullMarked
package dev.kiln.operator;

import org.jspecify.annotations.NullMarked;
