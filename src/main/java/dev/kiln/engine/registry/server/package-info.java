/// The embedded registry's API and storage; `RegistryServer` of the package above starts it.
@NullMarked
package dev.kiln.engine.registry.server;

import org.jspecify.annotations.NullMarked;
