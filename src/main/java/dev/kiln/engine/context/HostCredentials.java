package dev.kiln.engine.context;

import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/// Gives credentials to the host they are meant for. A redirect to another host, scheme or port
/// gets none.
final class HostCredentials extends CredentialsProvider {
  private final URIish home;
  private final @Nullable GitCredentials credentials;
  private boolean refused;

  HostCredentials(URIish home, @Nullable GitCredentials credentials) {
    this.home = home;
    this.credentials = credentials;
  }

  @Override
  public boolean isInteractive() {
    return false;
  }

  @Override
  public boolean supports(CredentialItem... items) {
    for (var item : items) {
      if (!(item instanceof CredentialItem.Username)
          && !(item instanceof CredentialItem.Password)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean get(URIish uri, CredentialItem... items) {
    if (credentials == null || refused || !isHome(uri) || !supports(items)) {
      return false;
    }
    for (var item : items) {
      if (item instanceof CredentialItem.Username name) {
        name.setValue(credentials.username());
      } else if (item instanceof CredentialItem.Password password) {
        password.setValue(credentials.password().toCharArray());
      }
    }
    return true;
  }

  /// Called when they were turned down; asking again would only repeat it.
  @Override
  public void reset(URIish uri) {
    refused = true;
  }

  private boolean isHome(URIish uri) {
    return home.getHost() != null
        && home.getHost().equalsIgnoreCase(uri.getHost())
        && home.getPort() == uri.getPort()
        && home.getScheme().equalsIgnoreCase(uri.getScheme());
  }
}
