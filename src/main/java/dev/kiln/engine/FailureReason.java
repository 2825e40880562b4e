package dev.kiln.engine;

/// Why a build failed, in the words of Kubernetes conditions. Names follow those that Shipwright
/// and OpenShift builds use where they have one.
public enum FailureReason {
  DockerfileNotFound,
  DockerfileInvalid,
  ContextDirNotFound,
  ContextInvalid,
  GitAuthFailed,
  GitRepositoryNotFound,
  GitRevisionNotFound,
  GitUnreachable,
  BaseImageNotFound,
  BaseImagePullFailed,
  SecretNotFound,
  CopyFailed,
  RunFailed,
  StepFailed,
  SandboxUnavailable,
  PushFailed,
  PushUnauthorized,
  OutputFailed,
  CacheVolumeFull,
  BuildCanceled,
  InternalError
}
