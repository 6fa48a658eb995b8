import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes the Python client a wheel, a zip that pip installs (Python's binary distribution format),
 * and a page that links to it, in a folder that the server serves. The build runs {@code java
 * src/build/PythonWheel.java VERSION FOLDER}.
 */
final class PythonWheel {
  private static final Path SOURCES = Path.of("src/main/python");

  /** The same time in every entry, so that the same sources give the same bytes. */
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  private PythonWheel() {}

  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    String version = arguments[0];
    Path folder = Path.of(arguments[1]);
    String info = "revcor-" + version + ".dist-info/";
    String name = "revcor-" + version + "-py3-none-any.whl";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StringBuilder list = new StringBuilder();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Path source : sources()) {
        String entry = SOURCES.relativize(source).toString().replace('\\', '/');
        list.append(add(zip, entry, Files.readAllBytes(source)));
      }
      String metadata =
          """
          Metadata-Version: 2.1
          Name: revcor
          Version: %s
          Summary: Client of a Revcor server: reverse correlation of networks and functions of images.
          License: Apache-2.0
          Requires-Python: >=3.9
          Requires-Dist: numpy
          """;
      list.append(add(zip, info + "METADATA", utf8(metadata.formatted(version))));
      String wheel =
          """
          Wheel-Version: 1.0
          Generator: revcor
          Root-Is-Purelib: true
          Tag: py3-none-any
          """;
      list.append(add(zip, info + "WHEEL", utf8(wheel)));
      add(zip, info + "RECORD", utf8(list + info + "RECORD,,\n"));
    }
    Files.createDirectories(folder);
    for (Path old : files(folder)) {
      Files.delete(old);
    }
    String page =
        """
        <!doctype html>
        <title>Revcor for Python</title>
        <a href="/python/%1$s">%1$s</a>
        """;
    Files.writeString(folder.resolve("index.html"), page.formatted(name));
    Files.write(folder.resolve(name), bytes.toByteArray());
  }

  private static List<Path> sources() throws IOException {
    return files(SOURCES).stream().filter(file -> !file.toString().endsWith(".pyc")).toList();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Adds a file and returns its row in the list of files, RECORD. */
  private static String add(ZipOutputStream zip, String name, byte[] content)
      throws IOException, GeneralSecurityException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    zip.write(content);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    return "%s,sha256=%s,%d\n".formatted(name, text, content.length);
  }
}
