package dev.kiln.engine.registry;

/// What a registry accepts as proof of who asks. The text of an instance never shows the secret.
public sealed interface Credential {

  /// A user's name and password.
  record Basic(String username, String password) implements Credential {
    @Override
    public String toString() {
      return "Basic[username=" + username + ", password=***]";
    }
  }

  /// A token that is exchanged for short-lived ones at the registry's token service.
  record IdentityToken(String token) implements Credential {
    @Override
    public String toString() {
      return "IdentityToken[***]";
    }
  }

  /// A token that is sent to the registry as it is.
  record RegistryToken(String token) implements Credential {
    @Override
    public String toString() {
      return "RegistryToken[***]";
    }
  }
}
