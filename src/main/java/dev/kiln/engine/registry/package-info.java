/// The distribution client, credentials, mirrors, and the embedded registry.
@NullMarked
package dev.kiln.engine.registry;

import org.jspecify.annotations.NullMarked;
