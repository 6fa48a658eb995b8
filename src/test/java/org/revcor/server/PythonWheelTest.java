package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.Uncheck;
import org.junit.jupiter.api.Test;

final class PythonWheelTest {
  private static final Path SOURCES = Path.of("src/main/python");
  private static final Pattern LINK = Pattern.compile(">revcor-(.+)-py3-none-any\\.whl");

  private final String version = version();
  private final String info = "revcor-" + version + ".dist-info/";
  private final Map<String, byte[]> files =
      unzip(resource("revcor-%s-py3-none-any.whl".formatted(version)));

  private static String version() {
    Matcher link = LINK.matcher(new String(resource("index.html"), StandardCharsets.UTF_8));
    assertThat(link.find()).isTrue();
    return link.group(1);
  }

  private static byte[] resource(String file) {
    return Uncheck.get(() -> IOUtils.resourceToByteArray("/org/revcor/server/python/" + file));
  }

  @Test
  void hasAllSourcesAndTheFilesOfTheFormat() throws IOException {
    Map<String, String> sources;
    try (Stream<Path> all = Files.walk(SOURCES)) {
      sources =
          all.filter(Files::isRegularFile)
              .filter(file -> !file.toString().contains("__pycache__"))
              .collect(
                  Collectors.toMap(
                      file -> SOURCES.relativize(file).toString(), PythonWheelTest::text));
    }

    assertThat(files)
        .containsOnlyKeys(
            Stream.concat(
                    sources.keySet().stream(),
                    Stream.of(info + "METADATA", info + "WHEEL", info + "RECORD"))
                .toList());
    sources.forEach((name, text) -> assertThat(text(name)).isEqualTo(text));
  }

  @Test
  void recordsTheDigestAndLengthOfEachFile() throws NoSuchAlgorithmException {
    StringBuilder expected = new StringBuilder();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (!file.getKey().endsWith("/RECORD")) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(file.getValue());
        expected.append(
            "%s,sha256=%s,%d\n"
                .formatted(
                    file.getKey(),
                    Base64.getUrlEncoder().encodeToString(digest).replace("=", ""),
                    file.getValue().length));
      }
    }

    assertThat(text(info + "RECORD")).isEqualTo(expected + info + "RECORD,,\n");
  }

  @Test
  void describesAPurePackageThatNeedsNumpy() {
    assertThat(text(info + "METADATA"))
        .contains("Name: revcor\n", "Version: " + version + "\n", "Requires-Dist: numpy\n");
    assertThat(text(info + "WHEEL")).contains("Root-Is-Purelib: true\n", "Tag: py3-none-any\n");
  }

  private String text(String name) {
    return new String(Objects.requireNonNull(files.get(name)), StandardCharsets.UTF_8);
  }

  private static String text(Path file) {
    return Uncheck.get(() -> Files.readString(file));
  }

  private static Map<String, byte[]> unzip(byte[] wheel) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(wheel))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return files;
  }
}
