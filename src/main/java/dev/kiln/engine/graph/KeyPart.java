package dev.kiln.engine.graph;

/// One named ingredient of a cache key, kept readable so that a miss can be explained.
public record KeyPart(String name, String value) {}
