/// The immutable graph of ops that a Dockerfile is planned into.
@NullMarked
package dev.kiln.engine.graph;

import org.jspecify.annotations.NullMarked;
