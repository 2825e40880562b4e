/// Runs the command of a RUN step away from the builder: an OCI runtime, or plain chroot.
@NullMarked
package dev.kiln.engine.sandbox;

import org.jspecify.annotations.NullMarked;
