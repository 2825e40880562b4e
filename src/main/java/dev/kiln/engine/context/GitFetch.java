package dev.kiln.engine.context;

import dev.kiln.engine.context.GitException.Kind;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/// One fetch of one revision into a repository.
final class GitFetch {
  private static final int TIMEOUT_SECONDS = 60;
  private static final String FETCHED = "refs/kiln/source";

  private final GitSpec spec;
  private final URIish uri;
  private final Repository repository;

  GitFetch(GitSpec spec, URIish uri, Repository repository) {
    this.spec = spec;
    this.uri = uri;
    this.repository = repository;
  }

  RevCommit fetch() throws GitException, IOException {
    var ref = spec.ref();
    try {
      if (ref != null && ObjectId.isId(ref)) {
        return fetchCommit(ObjectId.fromString(ref));
      }
      var name = ref == null ? Constants.HEAD : advertised(ref);
      fetch(1, new RefSpec("+" + name + ":" + FETCHED));
      return commit(repository.resolve(FETCHED));
    } catch (TransportException e) {
      throw explain(e);
    } catch (NotSupportedException e) {
      throw new GitException(Kind.UNSUPPORTED, "cannot fetch " + spec.url() + ": not git", e);
    }
  }

  /// A commit by its digits. Servers may refuse one that no reference leads to directly; then all
  /// history is fetched to find it.
  private RevCommit fetchCommit(ObjectId id) throws GitException, IOException {
    try {
      fetch(1, new RefSpec("+" + id.name() + ":" + FETCHED));
    } catch (TransportException e) {
      if (e instanceof NoRemoteRepositoryException || isDenied(e) || isOffline(e)) {
        throw e;
      }
      fetch(
          0,
          new RefSpec("+refs/heads/*:refs/kiln/heads/*"),
          new RefSpec("+refs/tags/*:refs/kiln/tags/*"));
    }
    return commit(id);
  }

  private void fetch(int depth, RefSpec... refs) throws IOException {
    try (var transport = open()) {
      if (depth > 0) {
        transport.setDepth(depth);
      }
      transport.fetch(NullProgressMonitor.INSTANCE, List.of(refs));
    }
  }

  /// The full name of a branch, a tag or a reference that the server has; a branch goes first.
  private String advertised(String ref) throws GitException, IOException {
    Map<String, Ref> refs;
    try (var transport = open();
        var connection = transport.openFetch()) {
      refs = connection.getRefsMap();
    }
    for (var name : List.of("refs/heads/" + ref, "refs/tags/" + ref, "refs/" + ref, ref)) {
      if (refs.containsKey(name)) {
        return name;
      }
    }
    throw new GitException(
        Kind.REVISION_NOT_FOUND,
        spec.url() + " has no branch or tag '" + ref + "'; commits need all 40 digits");
  }

  private RevCommit commit(ObjectId id) throws GitException, IOException {
    try (var walk = new RevWalk(repository)) {
      return walk.parseCommit(id);
    } catch (MissingObjectException e) {
      throw new GitException(
          Kind.REVISION_NOT_FOUND, spec.url() + " has no commit " + id.name(), e);
    }
  }

  private Transport open() throws IOException {
    var transport = Transport.open(repository, uri);
    transport.setCredentialsProvider(new HostCredentials(uri, spec.credentials()));
    transport.setTimeout(TIMEOUT_SECONDS);
    transport.setTagOpt(TagOpt.NO_TAGS);
    return transport;
  }

  private GitException explain(TransportException e) {
    var url = spec.url();
    if (e instanceof NoRemoteRepositoryException) {
      return new GitException(Kind.REPOSITORY_NOT_FOUND, "there is no git repository at " + url, e);
    }
    if (isDenied(e)) {
      return new GitException(
          Kind.AUTHENTICATION_FAILED,
          spec.credentials() == null
              ? url + " does not exist or needs a user name and a password or token"
              : url + " refused the given user name and password or token",
          e);
    }
    if (!isOffline(e) && String.valueOf(e.getMessage()).contains("Remote does not have")) {
      return new GitException(
          Kind.REVISION_NOT_FOUND,
          url + " did not give " + (spec.ref() == null ? "its default branch" : spec.ref()),
          e);
    }
    return new GitException(Kind.UNREACHABLE, "cannot reach " + url + ": " + lastCause(e), e);
  }

  private static boolean isDenied(TransportException e) {
    var message = String.valueOf(e.getMessage());
    var texts = JGitText.get();
    return message.contains(texts.notAuthorized)
        || message.contains(texts.noCredentialsProvider)
        || message.contains("not permitted on");
  }

  private static boolean isOffline(TransportException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException
          || cause instanceof UnknownHostException
          || cause instanceof SocketTimeoutException
          || cause instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  private static String lastCause(Throwable e) {
    var cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
