package dev.kiln.engine.sandbox;

/// A sandbox and why it is this one.
///
/// @param mounts whether this process may mount, so that snapshots can be overlays
/// @param reason a sentence for people, such as `namespaces: runc 1.1.5`
public record SandboxSelection(Sandbox sandbox, boolean mounts, String reason) {}
