package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/// Why an ImageBuild is as it is: the reason of its conditions, of a failure, of a history entry
/// and of events. The names are those that a reader of Kubernetes sees, so they are spelt its way.
public enum Reason {
  /// Accepted, and its pod does not run yet.
  Pending,
  /// The builder pod runs.
  Running,
  /// The image is in every registry that the spec names.
  Succeeded,
  /// `spec.suspend` holds it.
  Suspended,
  /// An attempt failed for a cause that may pass, and the next one is due.
  Retrying,

  /// A newer spec, a suspension or a deletion ended the build.
  BuildCanceled,
  /// The attempt took longer than `spec.timeout`.
  BuildTimeout,

  /// The node evicted the pod.
  PodEvicted,
  /// The pod's node went away.
  NodeLost,
  /// The pod was deleted or killed before it could report.
  PodLost,
  /// The Job was deleted before the operator saw its end.
  JobDeleted,
  /// The builder, or a step in it, used more memory than its limit.
  OutOfMemory,
  /// The API server refuses the Job or its pod.
  PodRejected,
  /// The node cannot pull Kiln's own image.
  BuilderImagePullFailed,
  /// The builder ended without a report that can be read.
  BuilderCrashed,
  /// The node refuses the namespaces that the default sandbox needs.
  SandboxRefused,

  SecretNotFound,
  ConfigMapNotFound,
  VolumeClaimNotFound,
  /// The spec passes the schema and still cannot be built from.
  InvalidSpec,

  GitAuthFailed,
  GitRevisionNotFound,
  GitRepositoryNotFound,
  /// The git server cannot be reached or breaks off.
  GitUnavailable,
  ContextDirNotFound,
  DockerfileNotFound,
  DockerfileInvalid,
  /// A COPY or ADD source is not there.
  SourceFileNotFound,

  BaseImageNotFound,
  BaseImagePullFailed,
  RegistryUnavailable,
  RegistryUnauthorized,
  PushFailed,
  PushUnauthorized,

  RunFailed,
  CacheVolumeFull,
  DiskFull,

  /// The build failed for another cause that lies in its sources.
  @JsonEnumDefaultValue
  BuildFailed,
  /// The environment failed for another cause.
  EnvironmentFailed
}
