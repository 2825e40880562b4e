package dev.kiln.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.registry.RegistryException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Transfers that break, stall, or are refused for a while. */
class BrokenTransferTest extends FakeRegistries {
  @Test
  void a_broken_download_goes_on_where_it_broke() throws IOException {
    byte[] content = TestImage.random(100_000);
    Descriptor blob = TestImage.descriptor(MediaTypes.OCI_LAYER, content);
    FakeRegistry registry =
        registry(exchange -> {
          String range = exchange.http().getRequestHeaders().getFirst("Range");
          if (range == null) {
            exchange.replyShort(200, Arrays.copyOf(content, 40_000), content.length);
            return;
          }
          int start = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
          byte[] rest = Arrays.copyOfRange(content, start, content.length);
          exchange
              .header("Content-Range", "bytes %d-99999/100000".formatted(start))
              .reply(206, rest);
        });
    assertThat(client().readBlob(image(registry), blob, 200_000)).isEqualTo(content);
    assertThat(registry.requests()).hasSize(2);
  }

  @Test
  void a_server_that_knows_no_ranges_sends_all_again() throws IOException {
    byte[] content = TestImage.random(100_001);
    Descriptor blob = TestImage.descriptor(MediaTypes.OCI_LAYER, content);
    var calls = new AtomicInteger();
    FakeRegistry registry =
        registry(exchange -> {
          if (calls.incrementAndGet() == 1) {
            exchange.replyShort(200, Arrays.copyOf(content, 40_000), content.length);
          } else {
            exchange.reply(200, content);
          }
        });
    assertThat(client().readBlob(image(registry), blob, 200_000)).isEqualTo(content);
  }

  @Test
  void a_download_that_always_breaks_ends() throws IOException {
    FakeRegistry registry = registry(exchange -> exchange.replyShort(200, new byte[0], 21));
    RegistryException e = failure(() -> client().readBlob(image(registry), BLOB, 1000));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessageContaining("0 of 21 bytes");
    assertThat(registry.requests()).hasSizeLessThan(20);
  }

  @Test
  void a_peer_that_falls_silent_is_given_up() throws IOException {
    FakeRegistry registry =
        registry(exchange -> {
          try {
            Thread.sleep(10_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    long start = System.nanoTime();
    RegistryException e = failure(() -> client().resolve(image(registry)));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessageContaining("no answer within the time limit");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void a_passing_failure_is_tried_again_and_a_lasting_one_ends() throws IOException {
    var calls = new AtomicInteger();
    FakeRegistry passing =
        registry(exchange -> {
          if (calls.incrementAndGet() < 3) {
            exchange.header("Retry-After", "0").reply(calls.get() == 1 ? 503 : 429, "");
          } else {
            exchange.reply(200, CONTENT);
          }
        });
    assertThat(client().readBlob(image(passing), BLOB, 1000)).isEqualTo(CONTENT);

    FakeRegistry lasting = registry(exchange -> exchange.reply(503, "out of order"));
    RegistryException e = failure(() -> client().readBlob(image(lasting), BLOB, 1000));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e.status()).isEqualTo(503);
    assertThat(e).hasMessageContaining("out of order");
    assertThat(lasting.requests()).hasSize(3);

    FakeRegistry limited = registry(exchange -> exchange.reply(429, ""));
    assertThat(failure(() -> client().readBlob(image(limited), BLOB, 1000)).kind())
        .isEqualTo(Kind.RATE_LIMITED);
  }

  @Test
  void an_upload_that_breaks_begins_again_with_all_its_bytes() throws IOException {
    var puts = new AtomicInteger();
    FakeRegistry registry =
        registry(exchange -> {
          switch (exchange.request().method()) {
            case "HEAD" -> exchange.reply(404, "");
            case "POST" ->
                exchange
                    .header("Location", "/v2/team/app/blobs/uploads/1?state=a%2Fb")
                    .reply(202, "");
            default -> exchange.reply(puts.incrementAndGet() == 1 ? 500 : 201, "");
          }
        });
    var opened = new AtomicInteger();
    BlobSource source =
        () -> {
          opened.incrementAndGet();
          return TestImage.source(CONTENT).open();
        };
    client().pushBlob(image(registry), BLOB, source, null, TransferProgress.NONE);
    assertThat(opened).hasValue(2);
    assertThat(registry.requests().getLast().query())
        .isEqualTo("state=a%2Fb&digest=" + BLOB.digest());
  }
}
