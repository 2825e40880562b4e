package dev.kiln.engine.registry.server;

import dev.kiln.engine.oci.BlobWriter;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.ImageLayout;
import dev.kiln.engine.registry.server.ApiException.Code;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Uploads of blobs: in one request, in chunks, or not at all by a mount (OCI distribution spec,
/// "Pushing blobs"). An unfinished upload ends with the server, or after an hour of silence.
final class Uploads {
  private static final int MAX_SESSIONS = 1000;
  private static final Duration IDLE = Duration.ofHours(1);
  private static final Pattern CONTENT_RANGE = Pattern.compile("(?:bytes )?([0-9]{1,18})-[0-9]+.*");

  private final Storage storage;
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  Uploads(Storage storage) {
    this.storage = storage;
  }

  private static final class Session {
    private final String repository;
    private final ImageLayout layout;
    private final BlobWriter writer;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Instant touched = Instant.now();

    Session(String repository, ImageLayout layout) throws IOException {
      this.repository = repository;
      this.layout = layout;
      this.writer = layout.writeBlob();
    }
  }

  void start(Exchange exchange, Route.NewUpload route) throws IOException, ApiException {
    Optional<String> mount = exchange.query("mount");
    if (mount.isPresent() && mount(exchange, route, Route.digest(mount.get()))) {
      return;
    }
    Optional<String> digest = exchange.query("digest");
    if (digest.isPresent()) {
      var session = new Session(route.repository(), storage.create(route.repository()));
      receive(exchange, session);
      finish(exchange, session, Route.digest(digest.get()));
      return;
    }
    removeIdle();
    if (sessions.size() >= MAX_SESSIONS) {
      throw new ApiException(Code.TOOMANYREQUESTS, "too many unfinished uploads");
    }
    String id = UUID.randomUUID().toString();
    var session = new Session(route.repository(), storage.create(route.repository()));
    sessions.put(id, session);
    accepted(exchange, id, session, 202);
  }

  private boolean mount(Exchange exchange, Route.NewUpload route, Digest digest)
      throws IOException, ApiException {
    Optional<String> from = exchange.query("from");
    if (from.isPresent()
        && storage.find(Route.repository(from.get())).filter(l -> l.hasBlob(digest)).isEmpty()) {
      return false;
    }
    if (!storage.mount(digest, storage.create(route.repository()))) {
      return false;
    }
    created(exchange, route.repository(), digest);
    return true;
  }

  void append(Exchange exchange, Route.Upload route) throws IOException, ApiException {
    Session session = session(route);
    session.lock.lock();
    try {
      requireInOrder(exchange, route, session);
      receive(exchange, session);
      accepted(exchange, route.session(), session, 202);
    } finally {
      session.lock.unlock();
    }
  }

  void finish(Exchange exchange, Route.Upload route) throws IOException, ApiException {
    Session session = session(route);
    session.lock.lock();
    try {
      Digest digest =
          Route.digest(
              exchange
                  .query("digest")
                  .orElseThrow(
                      () -> new ApiException(Code.DIGEST_INVALID, "the digest is missing")));
      requireInOrder(exchange, route, session);
      receive(exchange, session);
      sessions.remove(route.session());
      finish(exchange, session, digest);
    } finally {
      session.lock.unlock();
    }
  }

  private void finish(Exchange exchange, Session session, Digest digest)
      throws IOException, ApiException {
    try (BlobWriter writer = session.writer) {
      if (!digest.algorithm().equals("sha256")) {
        throw new ApiException(Code.DIGEST_INVALID, "blobs are kept by sha256 here");
      }
      if (!writer.digest().equals(digest)) {
        throw new ApiException(Code.DIGEST_INVALID, "the content hashes to " + writer.digest());
      }
      if (!storage.mount(digest, session.layout)) {
        writer.commit();
        storage.share(session.layout, digest);
      }
    }
    created(exchange, session.repository, digest);
  }

  void status(Exchange exchange, Route.Upload route) throws IOException, ApiException {
    accepted(exchange, route.session(), session(route), 204);
  }

  void cancel(Exchange exchange, Route.Upload route) throws IOException, ApiException {
    Session session = session(route);
    sessions.remove(route.session());
    session.lock.lock();
    try {
      session.writer.close();
    } finally {
      session.lock.unlock();
    }
    exchange.reply(204);
  }

  private static void receive(Exchange exchange, Session session) throws IOException {
    session.touched = Instant.now();
    exchange.body().transferTo(session.writer);
    session.touched = Instant.now();
  }

  private static void requireInOrder(Exchange exchange, Route.Upload route, Session session)
      throws IOException, ApiException {
    Optional<String> header = exchange.header("Content-Range");
    if (header.isEmpty()) {
      return;
    }
    Matcher range = CONTENT_RANGE.matcher(header.get());
    if (!range.matches() || Long.parseLong(range.group(1)) != session.writer.size()) {
      describe(exchange, route.session(), session);
      throw new ApiException(
          Code.RANGE_INVALID, "the next chunk starts at byte " + session.writer.size());
    }
  }

  private Session session(Route.Upload route) throws ApiException {
    Session session = sessions.get(route.session());
    if (session == null || !session.repository.equals(route.repository())) {
      throw new ApiException(Code.BLOB_UPLOAD_UNKNOWN, "there is no such upload");
    }
    return session;
  }

  private void removeIdle() throws IOException {
    Instant limit = Instant.now().minus(IDLE);
    for (String id : List.copyOf(sessions.keySet())) {
      Session session = sessions.get(id);
      if (session != null && session.touched.isBefore(limit) && session.lock.tryLock()) {
        try {
          sessions.remove(id);
          session.writer.close();
        } finally {
          session.lock.unlock();
        }
      }
    }
  }

  private static void accepted(Exchange exchange, String id, Session session, int status)
      throws IOException {
    describe(exchange, id, session);
    exchange.reply(status);
  }

  private static void describe(Exchange exchange, String id, Session session) {
    exchange
        .with("Location", "/v2/" + session.repository + "/blobs/uploads/" + id)
        .with("Docker-Upload-UUID", id)
        .with("Range", "0-" + Math.max(0, session.writer.size() - 1));
  }

  private static void created(Exchange exchange, String repository, Digest digest)
      throws IOException {
    exchange
        .with("Location", "/v2/" + repository + "/blobs/" + digest)
        .with("Docker-Content-Digest", digest.toString())
        .reply(201);
  }
}
