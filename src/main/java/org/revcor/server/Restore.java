package org.revcor.server;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.revcor.InvalidInputException;
import org.revcor.file.Digest;
import org.revcor.file.FolderTree;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;

/** Creates a data folder from the zip of a {@link Backup}, all of it or nothing. */
public final class Restore {
  private static final String EXPECTED = "a file as revcor backup wrote it";
  private static final int MAX_LIST_BYTES = 1 << 28;

  private final Path archive;
  private final ZipFile zip;

  private Restore(Path archive, ZipFile zip) {
    this.archive = archive;
    this.zip = zip;
  }

  /**
   * Unpacks an archive. All digests are checked before the folder exists.
   *
   * @param folder a folder that does not exist or is empty
   * @return number of files
   * @throws InvalidInputException if the folder is not empty, or the archive is damaged or newer
   */
  public static int of(Path archive, Path folder) throws IOException {
    requireEmpty(folder);
    Path absolute = folder.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    Path staging = absolute.resolveSibling("." + absolute.getFileName() + ".restored");
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      int files = new Restore(archive, zip).unpack(Files.createDirectory(staging));
      Files.deleteIfExists(folder);
      Files.move(staging, folder);
      return files;
    } catch (ZipException unreadable) {
      throw damaged(archive, String.valueOf(unreadable.getMessage()));
    } finally {
      if (Files.exists(staging)) {
        new FolderTree(staging).delete();
      }
    }
  }

  private static void requireEmpty(Path folder) throws IOException {
    boolean isEmpty = !Files.exists(folder);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        isEmpty = files.findAny().isEmpty();
      }
    }
    if (!isEmpty) {
      throw new InvalidInputException(
          "--data-dir", folder + ", which is not empty", "a new or empty folder");
    }
  }

  private static InvalidInputException damaged(Path archive, String why) {
    return new InvalidInputException(
        "FILE.zip", "%s, which is damaged (%s)".formatted(archive, why), EXPECTED);
  }

  private int unpack(Path staging) throws IOException {
    Map<String, String> files = list().files();
    Set<String> names = zip.stream().map(ZipEntry::getName).collect(Collectors.toSet());
    names.remove(Backup.LIST);
    if (!names.equals(files.keySet())) {
      throw damaged(archive, "its files are not those that it lists");
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      unpack(file.getKey(), file.getValue(), staging);
    }
    return files.size();
  }

  private Backup.Contents list() throws IOException {
    ZipEntry entry = zip.getEntry(Backup.LIST);
    if (entry == null) {
      throw damaged(archive, Backup.LIST + " is missing");
    }
    try (InputStream content = zip.getInputStream(entry)) {
      JsonNode json = Json.MAPPER.readTree(content.readNBytes(MAX_LIST_BYTES));
      if (json.path("format").asInt() > Backup.FORMAT) {
        throw new InvalidInputException(
            "FILE.zip",
            "%s, of format %d by Revcor %s"
                .formatted(archive, json.path("format").asInt(), json.path("revcor").asText()),
            "of format %d or older; run a newer Revcor".formatted(Backup.FORMAT));
      }
      return Json.MAPPER.treeToValue(json, Backup.Contents.class);
    } catch (JacksonException unreadable) {
      throw damaged(archive, Backup.LIST + " cannot be read");
    }
  }

  private void unpack(String name, String digest, Path staging) throws IOException {
    Path file = staging.resolve(name).normalize();
    if (!file.startsWith(staging) || name.contains("\\")) {
      throw damaged(archive, "it has a file outside of the data folder");
    }
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    if (!name.contains("/")) { // tokens and audit logs
      Files.createFile(file, WholeFile.ownerOnly(file));
    }
    try (InputStream content = zip.getInputStream(zip.getEntry(name));
        OutputStream out =
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      content.transferTo(out);
    }
    if (!Digest.of(file).equals(digest)) {
      throw damaged(archive, name + " has another digest");
    }
  }
}
