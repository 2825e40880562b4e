package dev.kiln.engine.context;

import dev.kiln.engine.context.GitException.Kind;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import org.eclipse.jgit.dircache.DirCacheCheckout;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.treewalk.TreeWalk;

/// Gets the files of one commit: a fetch of exactly that, without history where the server can.
public final class GitSource {
  private static final Set<String> REMOTE_SCHEMES = Set.of("https", "http", "git");

  private final boolean allowLocal;

  /// A source of remote repositories.
  ///
  /// @param allowLocal whether `file:` and plain paths may be read too
  public GitSource(boolean allowLocal) {
    this.allowLocal = allowLocal;
  }

  /// Checks out into a directory that is empty or does not exist. After a failure its content is
  /// undefined.
  ///
  /// @param keepGitDirectory whether `.git` stays
  /// @throws IOException if the files cannot be written here
  public GitCheckout checkout(GitSpec spec, Path directory, boolean keepGitDirectory)
      throws GitException, IOException {
    var uri = address(spec);
    IsolatedGit.install();
    Files.createDirectories(directory);
    var gitDirectory = directory.resolve(".git");
    RevCommit commit;
    boolean keep = false;
    try {
      commit = fill(spec, uri, directory, gitDirectory);
      keep = keepGitDirectory;
    } finally {
      if (!keep) {
        delete(gitDirectory);
      }
    }
    var time = Instant.ofEpochSecond(commit.getCommitTime());
    return new GitCheckout(subdirectory(spec, directory), commit.name(), time);
  }

  private static RevCommit fill(GitSpec spec, URIish uri, Path directory, Path gitDirectory)
      throws GitException, IOException {
    try (var repository =
        new FileRepositoryBuilder()
            .setGitDir(gitDirectory.toFile())
            .setWorkTree(directory.toFile())
            .build()) {
      repository.create();
      var commit = new GitFetch(spec, uri, repository).fetch();
      verify(spec, commit);
      refuseSubmodules(spec, repository, commit);
      var checkout = new DirCacheCheckout(repository, repository.lockDirCache(), commit.getTree());
      checkout.setFailOnConflict(true);
      checkout.checkout();
      return commit;
    }
  }

  private URIish address(GitSpec spec) throws GitException {
    URIish uri;
    try {
      uri = new URIish(spec.url());
    } catch (URISyntaxException e) {
      throw new GitException(Kind.UNSUPPORTED, "cannot read the git address: it is not a URL");
    }
    var scheme = uri.getScheme();
    boolean local = scheme == null ? uri.getHost() == null : scheme.equals("file");
    if (local ? allowLocal : scheme != null && REMOTE_SCHEMES.contains(scheme)) {
      return uri.setUser(null).setPass(null);
    }
    throw new GitException(
        Kind.UNSUPPORTED,
        local
            ? "a git repository on this machine is not allowed as a source: " + spec.url()
            : "git over " + (scheme == null ? "ssh" : scheme) + " is not supported; use https");
  }

  private static void verify(GitSpec spec, RevCommit commit) throws GitException {
    var wanted = spec.commit();
    if (wanted != null && !commit.name().startsWith(wanted)) {
      throw new GitException(
          Kind.REVISION_NOT_FOUND,
          spec.ref() + " of " + spec.url() + " is " + commit.name() + ", not " + wanted);
    }
  }

  private static void refuseSubmodules(GitSpec spec, Repository repository, RevCommit commit)
      throws GitException, IOException {
    try (var walk = new TreeWalk(repository)) {
      walk.addTree(commit.getTree());
      walk.setRecursive(true);
      while (walk.next()) {
        if (FileMode.GITLINK.equals(walk.getRawMode(0))) {
          throw new GitException(
              Kind.UNSUPPORTED,
              "submodules are not supported yet: "
                  + spec.url()
                  + " has one at "
                  + walk.getPathString());
        }
      }
    }
  }

  private static Path subdirectory(GitSpec spec, Path root) throws GitException, IOException {
    var name = spec.subdirectory();
    if (name == null) {
      return root;
    }
    var missing = "there is no directory '" + name + "' in " + spec.url();
    try {
      var top = root.toRealPath();
      var found = top.resolve("./" + name).toRealPath();
      if (!found.startsWith(top)) {
        throw new GitException(
            Kind.SUBDIRECTORY_NOT_FOUND,
            "the subdirectory '" + name + "' leads outside of " + spec.url());
      }
      if (!Files.isDirectory(found)) {
        throw new GitException(Kind.SUBDIRECTORY_NOT_FOUND, missing);
      }
      return found;
    } catch (NoSuchFileException e) {
      throw new GitException(Kind.SUBDIRECTORY_NOT_FOUND, missing, e);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
