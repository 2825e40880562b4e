/// Schedules the ops of a graph, looks results up in the cache, executes what is missing.
@NullMarked
package dev.kiln.engine.solver;

import org.jspecify.annotations.NullMarked;
