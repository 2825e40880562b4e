package dev.kiln.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever bytes come, the answer is entries or an [IOException] and never anything else.
class DamagedArchiveTest {
  private static byte[] archive() {
    Archives archive = Archives.tar().file("f", "content").symlink("s", "t".repeat(200));
    TarEntry entry =
        new TarEntry(
            "한".repeat(60),
            TarEntry.Type.REGULAR,
            0755,
            3_000_000,
            1,
            4,
            -5,
            6,
            "",
            0,
            0,
            Map.of("user.a", new byte[] {1, 0}));
    return archive.add(entry, new byte[] {1, 2, 3, 4}).device("null", 1, 3).bytes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat", "gzip", "zstd -q", "xz", "bzip2"})
  void isReadOrRefused(String program) throws IOException {
    byte[] whole = Archives.pipe(archive(), program);
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] damaged = whole.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(damaged.length) : damaged.length;
      refused += read(damaged, length, program.equals("cat")) ? 0 : 1;
    }
    assertThat(refused).isPositive();
  }

  private static boolean read(byte[] bytes, int length, boolean repair) {
    Limits limits = new Limits(1 << 20, 100, 1000);
    if (repair) {
      repairChecksums(bytes);
    }
    try (InputStream in =
        BoundedInput.decompress(new ByteArrayInputStream(bytes, 0, length), limits, null)) {
      TarReader reader = new TarReader(in);
      for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
        assertThat(reader.content().readAllBytes()).hasSize((int) entry.size());
      }
      return true;
    } catch (IOException e) {
      return false;
    } catch (RuntimeException e) {
      return fail("not an IOException", e);
    }
  }

  /// Lets damage get past the checksums, as an attacker would.
  private static void repairChecksums(byte[] bytes) {
    for (int at = 0; at + TarHeader.SIZE <= bytes.length; at += TarHeader.SIZE) {
      if (new String(bytes, at + 257, 5, StandardCharsets.US_ASCII).equals("ustar")) {
        byte[] block = Arrays.copyOfRange(bytes, at, at + TarHeader.SIZE);
        new TarHeader(block).putChecksum();
        System.arraycopy(block, 0, bytes, at, TarHeader.SIZE);
      }
    }
  }
}
