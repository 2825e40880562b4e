package dev.kiln.api.v1alpha1;

/// The patterns (RE2, as in JSON schema) and CEL rules that fields of the spec share.
final class Syntax {
  private static final String HOST_LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";
  private static final String HOST =
      "(" + HOST_LABEL + "(\\." + HOST_LABEL + ")*|\\[[0-9a-f:]+\\])(:[0-9]{1,5})?";
  private static final String PATH_PART = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*";

  /// An image reference to push to: name and tag, no digest (the build makes that).
  static final String IMAGE =
      "^("
          + HOST
          + "/)?"
          + PATH_PART
          + "(/"
          + PATH_PART
          + ")*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$";

  /// The name of a Kubernetes object: an RFC 1123 subdomain.
  static final String OBJECT_NAME = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";

  /// A key of a Secret or ConfigMap.
  static final String DATA_KEY = "^\\.?[-_a-zA-Z0-9][-._a-zA-Z0-9]*$";

  static final String VARIABLE = "^[A-Za-z_][A-Za-z0-9_.-]*$";
  static final String SECRET_ID = "^[A-Za-z0-9_][A-Za-z0-9._-]*$";
  static final String STAGE = "^([A-Za-z0-9][A-Za-z0-9_.-]*)?$";

  /// A repository that is read over the network; credentials belong into a Secret, not in here.
  static final String GIT_URL = "^(https?|git)://[^/@\\s]+/\\S+$";

  static final String GIT_REF = "^[^-\\s~^:?*\\[\\\\][^\\s~^:?*\\[\\\\]*$";
  static final String GIT_COMMIT = "^([0-9a-f]{40}|[0-9a-f]{64})$";

  /// Hours, minutes and seconds in this order, as in `1h30m`.
  static final String DURATION = "^([0-9]{1,4}h)?([0-9]{1,5}m)?([0-9]{1,7}s)?$";

  static final String RELATIVE_PATH =
      "!self.startsWith('/') && !self.split('/').exists(part, part == '..')";
  static final String RELATIVE_PATH_MESSAGE =
      "must be a path inside the source: not absolute and without '..'";

  private Syntax() {}
}
