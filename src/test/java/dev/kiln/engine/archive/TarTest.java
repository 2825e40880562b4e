package dev.kiln.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarTest {
  @TempDir Path temp;

  static List<TarEntry> entries() {
    String deep = "directory/".repeat(15);
    return List.of(
        entry("plain", 0644, 0, 0, 5, 0, ""),
        entry(deep + "file", 0755, 0, 0, 0, 0, ""),
        entry("x".repeat(100), 0, 0, 0, 0, 0, ""),
        entry("x".repeat(101), 0, 0, 0, 0, 0, ""),
        entry(deep + deep + "file", 0, 0, 0, 0, 0, ""),
        entry("한국어", 0, 0, 0, 0, 0, ""),
        entry("raw\uDCFF\uDCC3bytes", 0, 0, 0, 0, 0, ""),
        entry("set-id", 07777, 2_097_151, 2_097_152, 0, 0, ""),
        entry("ids", 0, -2, 65_534, 0, 0, ""),
        entry("before the epoch", 0, 0, 0, -2, 500_000_000, ""),
        entry("far future", 0, 0, 0, 1L << 40, 1, ""),
        entry("2^33", 0, 0, 0, 1L << 33, 0, ""),
        new TarEntry(
            "link", TarEntry.Type.SYMLINK, 0777, 0, 0, 0, 1, 0, "t/".repeat(80), 0, 0, Map.of()),
        new TarEntry("d/", TarEntry.Type.DIRECTORY, 0755, 0, 0, 0, 1, 0, "", 0, 0, Map.of()),
        new TarEntry("null", TarEntry.Type.CHAR_DEVICE, 0666, 0, 0, 0, 1, 0, "", 1, 3, Map.of()),
        new TarEntry(
            "sda", TarEntry.Type.BLOCK_DEVICE, 0666, 0, 0, 0, 1, 0, "", 4095, 1048575, Map.of()),
        new TarEntry("pipe", TarEntry.Type.FIFO, 0600, 0, 0, 0, 1, 0, "", 0, 0, Map.of()),
        new TarEntry(
            "hard", TarEntry.Type.HARD_LINK, 0600, 0, 0, 0, 1, 0, "plain", 0, 0, Map.of()));
  }

  private static TarEntry entry(
      String name, int mode, int uid, int gid, long mtime, int nanos, String link) {
    return new TarEntry(
        name, TarEntry.Type.REGULAR, mode, uid, gid, 3, mtime, nanos, link, 0, 0, Map.of());
  }

  private static byte[] content(TarEntry entry) {
    return entry.size() == 0 ? new byte[0] : "abc".getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] write(TarEntry entry) {
    return Archives.tar().add(entry, content(entry)).bytes();
  }

  @ParameterizedTest
  @MethodSource("entries")
  void whatIsWrittenIsRead(TarEntry entry) throws IOException {
    byte[] bytes = write(entry);
    assertThat(bytes.length % 512).isZero();
    TarReader reader = new TarReader(new ByteArrayInputStream(bytes));
    assertThat(reader.next()).isEqualTo(entry);
    assertThat(reader.content().readAllBytes()).isEqualTo(content(entry));
    assertThat(reader.next()).isNull();
  }

  @ParameterizedTest
  @MethodSource("entries")
  void anotherReaderAgrees(TarEntry entry) throws IOException {
    try (TarArchiveInputStream other =
        new TarArchiveInputStream(new ByteArrayInputStream(write(entry)), "UTF-8")) {
      TarArchiveEntry read = other.getNextEntry();
      if (entry.name().chars().noneMatch(c -> Character.isSurrogate((char) c))) {
        assertThat(read.getName()).isEqualTo(entry.name());
      }
      assertThat(read.getLinkName()).isEqualTo(entry.linkName());
      assertThat(read.getMode() & 07777).isEqualTo(entry.mode());
      assertThat(read.getLongUserId()).isEqualTo(Integer.toUnsignedLong(entry.uid()));
      assertThat(read.getLongGroupId()).isEqualTo(Integer.toUnsignedLong(entry.gid()));
      assertThat(read.getSize()).isEqualTo(entry.size());
      assertThat(read.getDevMajor()).isEqualTo(entry.devMajor());
      assertThat(read.getLastModifiedTime().toInstant().getEpochSecond())
          .isEqualTo(entry.mtimeSeconds());
      assertThat(other.readAllBytes()).isEqualTo(content(entry));
      assertThat(other.getNextEntry()).isNull();
    }
  }

  @Test
  void gnuTarListsAllWithoutComplaint() throws IOException {
    Archives archive = Archives.tar();
    entries().forEach(entry -> archive.add(entry, content(entry)));
    byte[] list = Archives.pipe(archive.bytes(), "tar -tf - --quoting-style=literal 2>&1");
    assertThat(new String(list, StandardCharsets.UTF_8).lines())
        .hasSize(entries().size())
        .contains("plain", "한국어", "x".repeat(101), "directory/".repeat(30) + "file");
  }

  @Test
  void attributesKeepTheirBytes() throws IOException {
    byte[] value = {1, 0, 0, 2, (byte) 0xC0, '\n', '=', (byte) 0xFF};
    TarEntry entry =
        new TarEntry(
            "ping",
            TarEntry.Type.REGULAR,
            0755,
            0,
            0,
            3,
            1,
            0,
            "",
            0,
            0,
            Map.of("security.capability", value, "user.empty", new byte[0]));
    TarEntry read =
        Objects.requireNonNull(new TarReader(new ByteArrayInputStream(write(entry))).next());
    assertThat(read.attributes()).containsOnlyKeys("security.capability", "user.empty");
    assertThat(read.attributes().get("security.capability")).isEqualTo(value);
    assertThat(read.attributes().get("user.empty")).isEmpty();
  }

  @Test
  void anAttributeThatNoArchiveCanNameIsRefused() {
    TarEntry entry =
        new TarEntry(
            "f", TarEntry.Type.FIFO, 0, 0, 0, 0, 0, 0, "", 0, 0, Map.of("user.a=b", new byte[1]));
    assertThatThrownBy(() -> new TarWriter(OutputStream.nullOutputStream()).write(entry))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("'user.a=b'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v7", "ustar", "gnu", "posix", "oldgnu"})
  void readsWhatGnuTarWrites(String format) throws IOException {
    String nested = format.equals("v7") ? "short" : "n".repeat(60) + "/" + "m".repeat(60);
    Files.createDirectories(temp.resolve("in/" + nested));
    Files.writeString(temp.resolve("in/" + nested + "/file"), "content");
    Files.createSymbolicLink(temp.resolve("in/link"), Path.of("t".repeat(90)));
    byte[] archive =
        Archives.pipe(
            new byte[0],
            "tar -C " + temp + " --format=" + format + " --owner=12:12 --mtime=@77 -cf - in");
    TarReader reader = new TarReader(new ByteArrayInputStream(archive));
    List<String> names = new ArrayList<>();
    for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
      names.add(entry.name());
      assertThat(entry.uid()).isEqualTo(12);
      assertThat(entry.mtimeSeconds()).isEqualTo(77);
      if (entry.name().endsWith("file")) {
        assertThat(reader.content().readAllBytes()).asString().isEqualTo("content");
      }
    }
    assertThat(names).contains("in/", "in/link", "in/" + nested + "/file");
  }

  @Test
  void gnuLongNamesAndLargeNumbersAreRead() throws IOException {
    byte[] archive =
        Archives.pipe(
            new byte[0],
            "cd "
                + temp
                + " && mkdir -p "
                + "d".repeat(200)
                + " && ln -s "
                + "t".repeat(300)
                + " "
                + "d".repeat(200)
                + "/l && tar --format=gnu --owner=:4000000000 --mtime=@-5 -cf - "
                + "d".repeat(200));
    TarReader reader = new TarReader(new ByteArrayInputStream(archive));
    TarEntry directory = Objects.requireNonNull(reader.next());
    TarEntry link = Objects.requireNonNull(reader.next());
    assertThat(directory.uid()).isEqualTo((int) 4_000_000_000L);
    assertThat(directory.mtimeSeconds()).isEqualTo(-5);
    assertThat(link.name()).isEqualTo("d".repeat(200) + "/l");
    assertThat(link.linkName()).isEqualTo("t".repeat(300));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "posix"})
  void sparseFilesAreRefusedWithTheRemedy(String format) throws IOException {
    byte[] archive =
        Archives.pipe(
            new byte[0],
            "cd " + temp + " && truncate -s 10M s && tar -S --format=" + format + " -cf - s");
    assertThatThrownBy(() -> new TarReader(new ByteArrayInputStream(archive)).next())
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("s'")
        .hasMessageContaining("--sparse");
  }

  @Test
  void anotherKindOfArchiveIsRefused() {
    assertThatThrownBy(() ->
            new TarReader(
                    new ByteArrayInputStream("x".repeat(600).getBytes(StandardCharsets.UTF_8)))
                .next())
        .hasMessageContaining("not a tar archive");
    assertThatThrownBy(() -> read(Archives.tar().raw('M', "part", 0, new byte[0])))
        .hasMessageContaining("0x4d are not supported");
  }

  @Test
  void aTruncatedArchiveIsAnError() throws IOException {
    byte[] whole = Archives.tar().file("a", "x".repeat(2000)).bytes();
    for (int length : new int[] {100, 600, 2000, 2512}) {
      assertThatThrownBy(
              () -> {
                TarReader reader = new TarReader(new ByteArrayInputStream(whole, 0, length));
                reader.next();
                reader.next();
              })
          .as("%s bytes", length)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the archive ends within");
    }
    TarReader noTrailer = new TarReader(new ByteArrayInputStream(whole, 0, 512 + 2048));
    assertThat(noTrailer.next()).isNotNull();
    assertThat(noTrailer.next()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5 a=b\n",
        "99 a=b\n",
        "-6 a=b\n",
        "6 a=bc",
        "12 mtime=1e9\n",
        "16 mtime=--12345\n",
        "x",
        "18 path=a\0b/../../c\n",
        "18 uid=4294967295\n",
        "18 uid=-00000001\n",
        "17 size=-1234567\n",
        "0000000006 a=b\n"
      })
  void malformedPaxRecordsAreRefused(String records) {
    byte[] data = records.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(
            () -> read(Archives.tar().raw('x', "pax", data.length, data).file("f", "abc")))
        .isInstanceOf(ArchiveException.class);
  }

  @Test
  void hugeMetadataIsRefusedBeforeItIsRead() {
    for (char type : new char[] {'x', 'g', 'L', 'K'}) {
      assertThatThrownBy(() -> read(Archives.tar().raw(type, "big", 4L << 30, new byte[0])))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("the limit is");
    }
  }

  @Test
  void theWriterRefusesContentThatBecameShorter() {
    TarEntry entry = Archives.entry(TarEntry.Type.REGULAR, "f", "", 10);
    assertThatThrownBy(() -> Archives.tar().add(entry, new byte[9]))
        .hasMessageContaining("became shorter");
  }

  private static void read(Archives archive) throws IOException {
    TarReader reader = new TarReader(archive.stream());
    while (reader.next() != null) {
      reader.content().readAllBytes();
    }
  }
}
