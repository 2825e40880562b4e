/// Runs the command of a RUN step away from the builder. [Sandboxes] chooses what the machine
/// allows: an OCI runtime in namespaces, or plain chroot; a [Step] says what to run in it.
@NullMarked
package dev.kiln.engine.sandbox;

import org.jspecify.annotations.NullMarked;
