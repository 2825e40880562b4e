package dev.kiln.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
  /// More than two of the blocks that gzip members hold, a part of it random.
  private static byte[] content() {
    byte[] content = new byte[(2 << 20) + 12_345];
    byte[] noise = new byte[100_000];
    new Random(7).nextBytes(noise);
    System.arraycopy(noise, 0, content, 1 << 20, noise.length);
    return content;
  }

  private static byte[] decompress(byte[] compressed) throws IOException {
    try (InputStream in = Compression.decompressAny(new ByteArrayInputStream(compressed))) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, cat",
    "GZIP, gzip -n",
    "GZIP, gzip -N -9",
    "ZSTD, zstd -q",
    "ZSTD, zstd -q -19",
    "XZ, xz",
    "XZ, xz -9",
    "BZIP2, bzip2",
  })
  void readsWhatTheProgramsWrite(Compression compression, String program) throws IOException {
    byte[] compressed = Archives.pipe(content(), program);
    assertThat(Compression.detect(Arrays.copyOf(compressed, Compression.HEAD_SIZE)))
        .isEqualTo(compression);
    assertThat(decompress(compressed)).isEqualTo(content());
  }

  @ParameterizedTest
  @CsvSource({"GZIP, gzip -t && echo -n ok, ok", "ZSTD, zstd -q -t && echo -n ok, ok"})
  void theProgramsAcceptWhatIsWritten(Compression compression, String program, String answer)
      throws IOException {
    byte[] compressed = Archives.compress(compression, content());
    assertThat(Archives.pipe(compressed, program)).asString().isEqualTo(answer);
    assertThat(decompress(compressed)).isEqualTo(content());
    assertThat(Archives.compress(compression, content())).isEqualTo(compressed);
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void piecesOfAnySizeGiveTheSameBytes(Compression compression) throws IOException {
    byte[] content = content();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var compressor = compression.compress(out, compression.defaultLevel())) {
      for (int i = 0; i < content.length; i += 7001) {
        compressor.write(content, i, Math.min(7001, content.length - i));
      }
    }
    assertThat(decompress(out.toByteArray())).isEqualTo(content);
    if (compression == Compression.GZIP) {
      assertThat(out.toByteArray()).isEqualTo(Archives.compress(compression, content));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void nothingIsCompressedToo(Compression compression) throws IOException {
    byte[] compressed = Archives.compress(compression, new byte[0]);
    assertThat(compressed).isNotEmpty();
    assertThat(decompress(compressed)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd -q", "xz", "bzip2"})
  void membersThatFollowEachOtherAreAllRead(String program) throws IOException {
    byte[] one = Archives.pipe("one ".getBytes(StandardCharsets.UTF_8), program);
    byte[] two = Archives.pipe("two".getBytes(StandardCharsets.UTF_8), program);
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    // a network stream gives single bytes and has none available at the border
    InputStream slow =
        new InputStream() {
          private int at;

          @Override
          public int read() {
            return at < both.length ? both[at++] & 0xFF : -1;
          }

          @Override
          public int read(byte[] buffer, int offset, int length) {
            if (length == 0) {
              return 0;
            }
            int b = read();
            if (b < 0) {
              return -1;
            }
            buffer[offset] = (byte) b;
            return 1;
          }
        };
    try (InputStream in = Compression.decompressAny(slow)) {
      assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("one two");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd -q", "xz", "bzip2"})
  void aTruncatedStreamIsAnError(String program) throws IOException {
    byte[] whole = Archives.pipe(content(), program);
    for (int cut : new int[] {1, 5, 1000}) {
      byte[] part = Arrays.copyOf(whole, whole.length - cut);
      assertThatThrownBy(() -> decompress(part)).as("%s cut", cut).isInstanceOf(IOException.class);
    }
  }

  @Test
  void damagedGzipIsAnError() throws IOException {
    byte[] whole = Archives.pipe(content(), "gzip -n");
    for (int at : new int[] {whole.length - 1, whole.length - 5, whole.length / 2, 0}) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      if (at == 0) {
        damaged = Arrays.copyOf(whole, whole.length + 3);
        damaged[whole.length] = 'x';
      }
      byte[] input = damaged;
      assertThatThrownBy(() -> decompress(input)).as("at %s", at).isInstanceOf(IOException.class);
    }
  }

  @Test
  void zerosAfterGzipArePadding() throws IOException {
    byte[] whole = Archives.pipe("x".getBytes(StandardCharsets.UTF_8), "gzip -n");
    assertThat(decompress(Arrays.copyOf(whole, whole.length + 700))).hasSize(1);
  }

  @Test
  void textIsNotCompressed() {
    assertThat(Compression.detect("BZhello world".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Compression.NONE);
    assertThat(Compression.detect(new byte[0])).isEqualTo(Compression.NONE);
    assertThat(Compression.detect(new byte[] {0x1F})).isEqualTo(Compression.NONE);
  }

  @Test
  void layersAreNotWrittenInFormatsThatOnlyAddReads() {
    assertThatThrownBy(() -> Compression.XZ.compress(new ByteArrayOutputStream(), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
