package dev.kiln.engine.context;

/// A user name and a password or token. They are sent to the repository's own host only.
public record GitCredentials(String username, String password) {
  @Override
  public String toString() {
    return "GitCredentials[username=" + username + ", password=***]";
  }
}
