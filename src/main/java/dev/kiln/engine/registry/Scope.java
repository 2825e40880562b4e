package dev.kiln.engine.registry;

/// What a token allows: actions on one repository (distribution token specification, "Scope").
record Scope(String repository, String actions) {
  static Scope pull(String repository) {
    return new Scope(repository, "pull");
  }

  static Scope push(String repository) {
    return new Scope(repository, "pull,push");
  }

  @Override
  public String toString() {
    return "repository:" + repository + ":" + actions;
  }
}
