package org.revcor.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.Uncheck;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.RevcorVersion;
import org.revcor.file.Digest;
import org.revcor.server.access.Scope;

/** The Python client as a wheel, a zip that pip installs (Python's binary distribution format). */
final class PythonWheel {
  private static final List<String> MODULES =
      List.of(
          "__init__.py",
          "_export.py",
          "_start.py",
          "_responder.py",
          "_connection.py",
          "_fold.py",
          "_notebook.py",
          "_progress.py",
          "_study.py",
          "py.typed");

  /** The version of the installation, as PEP 440 spells versions. */
  private static final String VERSION =
      RevcorVersion.TEXT.startsWith("(") ? "0.dev0" : RevcorVersion.TEXT;

  private static final String INFO = "revcor-" + VERSION + ".dist-info/";

  private static final String METADATA =
      """
      Metadata-Version: 2.1
      Name: revcor
      Version: %s
      Summary: Client of a Revcor server: reverse correlation of any function of images.
      License: Apache-2.0
      Requires-Python: >=3.9
      Requires-Dist: numpy
      """
          .formatted(VERSION);

  private static final String WHEEL =
      """
      Wheel-Version: 1.0
      Generator: revcor
      Root-Is-Purelib: true
      Tag: py3-none-any
      """;

  /** The same time in every entry, so that the same sources give the same bytes. */
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  static final String NAME = "revcor-" + VERSION + "-py3-none-any.whl";

  private static final String PAGE =
      """
      <!doctype html>
      <title>Revcor for Python</title>
      <a href="/python/%1$s">%1$s</a>
      """
          .formatted(NAME);

  private PythonWheel() {}

  /** Returns the endpoints: a page with a link, as pip reads it, and the wheel. */
  static List<Endpoint> endpoints() {
    return List.of(
        Endpoint.immediate("/python/", request -> HttpResponses.html(PAGE)).withScope(Scope.NONE),
        Endpoint.immediate("/python/{file}", PythonWheel::wheel).withScope(Scope.NONE));
  }

  private static HttpResponse wheel(Request request) {
    String file = request.variable("file");
    if (!file.equals(NAME)) {
      throw ProblemException.notFound(
          "/python/%s does not exist; the wheel is /python/%s".formatted(file, NAME));
    }
    return HttpResponses.of(200, HttpResponses.ZIP, bytes());
  }

  /** Writes the wheel to the folder that is the only argument; the build does so. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    Files.write(folder.resolve(NAME), bytes());
  }

  static byte[] bytes() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    MODULES.forEach(module -> files.put("revcor/" + module, source(module)));
    files.put(INFO + "METADATA", METADATA.getBytes(StandardCharsets.UTF_8));
    files.put(INFO + "WHEEL", WHEEL.getBytes(StandardCharsets.UTF_8));
    StringBuilder digests = new StringBuilder();
    files.forEach((name, content) -> digests.append(row(name, content)));
    String list = INFO + "RECORD";
    files.put(list, (digests + list + ",,\n").getBytes(StandardCharsets.UTF_8));
    return Uncheck.get(() -> zip(files));
  }

  private static String row(String name, byte[] content) {
    byte[] digest = Digest.bytes(ByteBuffer.wrap(content));
    return "%s,sha256=%s,%d\n"
        .formatted(
            name, Base64.getUrlEncoder().withoutPadding().encodeToString(digest), content.length);
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] source(String module) {
    String name = "/org/revcor/server/python/revcor/" + module;
    return Uncheck.get(() -> IOUtils.resourceToByteArray(name));
  }
}
