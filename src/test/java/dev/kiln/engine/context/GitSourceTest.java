package dev.kiln.engine.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kiln.engine.context.GitException.Kind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitSourceTest {
  private static final Instant EPOCH = Instant.parse("2024-02-03T04:05:06Z");

  @TempDir Path temp;
  private Git origin;
  private RevCommit first;
  private RevCommit second;

  @BeforeEach
  void makeRepository() throws Exception {
    IsolatedGit.install();
    var directory = Files.createDirectory(temp.resolve("origin"));
    origin = Git.init().setDirectory(directory.toFile()).setInitialBranch("main").call();
    Files.createDirectories(directory.resolve("app"));
    Files.writeString(directory.resolve("app/größe.txt"), "one");
    Files.writeString(directory.resolve("run.sh"), "#!/bin/sh\n");
    assertThat(directory.resolve("run.sh").toFile().setExecutable(true)).isTrue();
    Files.createSymbolicLink(directory.resolve("link"), Path.of("app"));
    Files.createSymbolicLink(directory.resolve("escape"), Path.of("/etc"));
    first = commit("first", 0);
    origin.tag().setName("v1").setMessage("one").setTagger(ident(0)).call();
    origin.branchCreate().setName("old").call();
    Files.writeString(directory.resolve("app/größe.txt"), "two");
    second = commit("second", 60);
  }

  @AfterEach
  void close() {
    origin.close();
  }

  private RevCommit commit(String message, int seconds) throws Exception {
    origin.add().addFilepattern(".").call();
    return origin
        .commit()
        .setMessage(message)
        .setAuthor(ident(seconds))
        .setCommitter(ident(seconds))
        .setSign(false)
        .call();
  }

  private static PersonIdent ident(int seconds) {
    return new PersonIdent("a", "a@example.com", EPOCH.plusSeconds(seconds), ZoneOffset.UTC);
  }

  private String url() {
    return origin.getRepository().getDirectory().toURI().toString();
  }

  private GitSpec spec(@Nullable String ref, @Nullable String subdirectory) {
    return new GitSpec(url(), ref, subdirectory, null);
  }

  private GitCheckout checkout(GitSpec spec) throws Exception {
    return new GitSource(true).checkout(spec, temp.resolve("target"), false);
  }

  private GitException failure(GitSpec spec) {
    return catchThrowableOfType(GitException.class, () -> checkout(spec));
  }

  @Test
  void checksOutTheDefaultBranch() throws Exception {
    var checkout = checkout(spec(null, null));
    assertThat(checkout.commit()).isEqualTo(second.name());
    assertThat(checkout.commitTime()).isEqualTo(EPOCH.plusSeconds(60));
    var root = checkout.directory();
    assertThat(root.resolve("app/größe.txt")).hasContent("two");
    assertThat(root.resolve("run.sh")).isExecutable();
    assertThat(Files.readSymbolicLink(root.resolve("link"))).isEqualTo(Path.of("app"));
    assertThat(root.resolve(".git")).doesNotExist();
  }

  @Test
  void checksOutABranchATagAndACommit() throws Exception {
    var target = temp.resolve("t");
    for (var ref : new String[] {"old", "v1", "refs/tags/v1", "heads/old", first.name()}) {
      var checkout = new GitSource(true).checkout(spec(ref, null), target.resolve(ref), false);
      assertThat(checkout.commit()).as(ref).isEqualTo(first.name());
      assertThat(checkout.directory().resolve("app/größe.txt")).hasContent("one");
    }
  }

  @Test
  void fetchesNoHistory() throws Exception {
    var checkout = new GitSource(true).checkout(spec("main", null), temp.resolve("kept"), true);
    try (var kept =
        new FileRepositoryBuilder()
            .setGitDir(checkout.directory().resolve(".git").toFile())
            .build()) {
      assertThat(kept.getObjectDatabase().has(second)).isTrue();
      assertThat(kept.getObjectDatabase().has(first)).isFalse();
    }
  }

  @Test
  void findsSubdirectoriesAlsoBehindLinksThatStayInside() throws Exception {
    assertThat(checkout(spec(null, "app")).directory().resolve("größe.txt")).exists();
    var other = new GitSource(true).checkout(spec(null, "link"), temp.resolve("other"), false);
    assertThat(other.directory().resolve("größe.txt")).exists();
  }

  @Test
  void refusesSubdirectoriesThatAreNotThere() {
    var failure = failure(spec(null, "nothing"));
    assertThat(failure.kind()).isEqualTo(Kind.SUBDIRECTORY_NOT_FOUND);
    assertThat(failure).hasMessage("there is no directory 'nothing' in " + url());
  }

  @Test
  void refusesSubdirectoriesOutsideOfTheRepository() {
    for (var name : new String[] {"escape", "..", "/../.."}) {
      var failure =
          catchThrowableOfType(
              GitException.class,
              () ->
                  new GitSource(true)
                      .checkout(spec(null, name), temp.resolve("to" + name.hashCode()), false));
      assertThat(failure.kind()).isEqualTo(Kind.SUBDIRECTORY_NOT_FOUND);
      assertThat(failure).hasMessageContaining("leads outside");
    }
  }

  @Test
  void saysThatARevisionIsMissing() {
    var failure = failure(spec("mian", null));
    assertThat(failure.kind()).isEqualTo(Kind.REVISION_NOT_FOUND);
    assertThat(failure).hasMessageContaining("has no branch or tag 'mian'");
    var commit = failure(spec("0123456789012345678901234567890123456789", null));
    assertThat(commit)
        .hasMessageContaining("has no commit 0123456789012345678901234567890123456789");
    assertThat(commit.kind()).isEqualTo(Kind.REVISION_NOT_FOUND);
  }

  @Test
  void holdsTheReferenceToTheCommitThatWasAsked() throws Exception {
    assertThat(checkout(new GitSpec(url(), "v1", null, null, first.name())).commit())
        .isEqualTo(first.name());
    var failure =
        catchThrowableOfType(
            GitException.class,
            () ->
                new GitSource(true)
                    .checkout(
                        new GitSpec(url(), "v1", null, null, second.name()),
                        temp.resolve("moved"),
                        false));
    assertThat(failure.kind()).isEqualTo(Kind.REVISION_NOT_FOUND);
    assertThat(failure).hasMessageContaining("is " + first.name() + ", not " + second.name());
  }

  @Test
  void readsNoLocalRepositoryUnlessAllowed() {
    var failure =
        catchThrowableOfType(
            GitException.class,
            () -> new GitSource(false).checkout(spec(null, null), temp.resolve("x"), false));
    assertThat(failure.kind()).isEqualTo(Kind.UNSUPPORTED);
    assertThat(temp.resolve("x")).doesNotExist();
  }

  @Test
  void saysThatThereIsNoRepository() throws Exception {
    assertThat(failure(new GitSpec(temp.toUri() + "none.git", null, null, null)).kind())
        .isEqualTo(Kind.REPOSITORY_NOT_FOUND);
    try (var server = new GitServer(origin.getRepository().getDirectory().toPath(), null)) {
      var failure = failure(new GitSpec(server.url().replace("repo", "other"), null, null, null));
      assertThat(failure.kind()).isEqualTo(Kind.REPOSITORY_NOT_FOUND);
    }
  }

  @Test
  void saysThatTheServerCannotBeReached() throws Exception {
    int port;
    try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    var failure = failure(new GitSpec("http://127.0.0.1:" + port + "/a.git", null, null, null));
    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure).hasMessageContaining("cannot reach http://127.0.0.1:" + port + "/a.git");
  }

  @Test
  void fetchesOverHttpWithCredentials() throws Exception {
    var credentials = new GitCredentials("bot", "s3cret");
    var directory = origin.getRepository().getDirectory().toPath();
    try (var server = new GitServer(directory, credentials)) {
      var spec = new GitSpec(server.url(), "main", null, credentials);
      assertThat(checkout(spec).commit()).isEqualTo(second.name());
      var bySha = new GitSpec(server.url(), first.name(), null, credentials);
      assertThat(new GitSource(false).checkout(bySha, temp.resolve("sha"), false).commit())
          .isEqualTo(first.name());
    }
  }

  @Test
  void saysThatCredentialsAreMissingOrWrongAndKeepsThem() throws Exception {
    var directory = origin.getRepository().getDirectory().toPath();
    try (var server = new GitServer(directory, new GitCredentials("bot", "s3cret"))) {
      var missing = failure(new GitSpec(server.url(), null, null, null));
      assertThat(missing.kind()).isEqualTo(Kind.AUTHENTICATION_FAILED);
      assertThat(missing).hasMessageContaining("does not exist or needs a user name");
      var wrong = new GitSpec(server.url(), null, null, new GitCredentials("bot", "hunter2"));
      var refused = failure(wrong);
      assertThat(refused.kind()).isEqualTo(Kind.AUTHENTICATION_FAILED);
      assertThat(refused).hasMessageContaining("refused the given user name");
      for (Throwable e = refused; e != null; e = e.getCause()) {
        assertThat(e.toString()).doesNotContain("hunter2");
      }
      assertThat(wrong.toString()).doesNotContain("hunter2");
    }
  }

  @Test
  void sendsNoCredentialsToAnotherHost() throws Exception {
    var credentials = new GitCredentials("bot", "s3cret");
    var directory = origin.getRepository().getDirectory().toPath();
    try (var home = new GitServer(directory, null);
        var other = new GitServer(directory, credentials)) {
      home.redirectTo(other.url());
      var failure = failure(new GitSpec(home.url(), null, null, credentials));
      assertThat(failure.kind()).isEqualTo(Kind.AUTHENTICATION_FAILED);
      assertThat(other.authorizations).isEmpty();
    }
  }

  @Test
  void doesNotMeasureTheFileSystem() {
    assertThat(FS.getFileStoreAttributes(temp).getFsTimestampResolution())
        .isEqualTo(Duration.ofMillis(10)); // what is set, and no file system has by chance
  }

  @Test
  void runsNoHousekeepingThatRacesWithTheRemovalOfWhatWasFetched() {
    var config = origin.getRepository().getConfig();
    assertThat(config.getInt("gc", "auto", 6700)).isZero();
    assertThat(config.getBoolean("gc", "autoDetach", true)).isFalse();
  }
}
