package dev.kiln.engine.solver;

/// One line of a build's progress, such as `[builder 2/3] RUN make`.
///
/// @param id unique in its build, in the order of appearance
public record Vertex(int id, String name) {}
