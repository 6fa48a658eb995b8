package org.revcor.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.revcor.InvalidInputException;
import org.revcor.file.FolderTree;
import org.revcor.file.UnpackedEntry;
import org.revcor.file.WholeFile;
import org.revcor.inference.Mebibytes;
import org.revcor.schema.Json;

/** Creates a data folder from the zip of a {@link Backup}, all of it or nothing. */
public final class Restore {
  /** Folder in the data folder that exists until the restore is complete. */
  static final String STAGING = ".restored";

  /** Folder that a new file system of Linux has. */
  private static final String LOST_AND_FOUND = "lost+found";

  private static final String EXPECTED = "a file as revcor backup wrote it";
  private static final int MAX_LIST_BYTES = 1 << 26;

  private final Path archive;
  private final ZipFile zip;

  private Restore(Path archive, ZipFile zip) {
    this.archive = archive;
    this.zip = zip;
  }

  /**
   * Unpacks an archive. All digests are checked before the folder has one of the files.
   *
   * @param folder a folder that does not exist or is empty, also the root of a file system
   * @return number of files
   * @throws InvalidInputException if the folder is not empty, the archive is damaged or newer, or
   *     the files need more than the free space
   */
  public static int of(Path archive, Path folder) throws IOException {
    boolean isNew = requireEmpty(folder);
    Files.createDirectories(folder);
    Path staging =
        Files.createDirectory(folder.resolve(STAGING), WholeFile.ownerOnlyFolder(folder));
    int files;
    try (ZipFile zip = opened(archive)) {
      files = new Restore(archive, zip).unpack(staging);
    } catch (IOException | RuntimeException failed) {
      new FolderTree(staging).delete();
      if (isNew) {
        Files.delete(folder);
      }
      throw failed;
    }
    for (Path each : children(staging)) {
      Files.move(each, folder.resolve(each.getFileName()));
    }
    Files.delete(staging);
    WholeFile.sync(folder);
    return files;
  }

  private static ZipFile opened(Path archive) throws IOException {
    try {
      return new ZipFile(archive.toFile());
    } catch (ZipException unreadable) {
      throw damaged(archive, String.valueOf(unreadable.getMessage()));
    }
  }

  /** Returns whether the folder does not exist. */
  private static boolean requireEmpty(Path folder) throws IOException {
    boolean isNew = Files.notExists(folder);
    if (!isNew
        && !(Files.isDirectory(folder)
            && children(folder).stream().allMatch(each -> each.endsWith(LOST_AND_FOUND)))) {
      throw new InvalidInputException(
          "--data-dir", folder + ", which is not empty", "a new or empty folder");
    }
    return isNew;
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static InvalidInputException damaged(Path archive, String why) {
    return new InvalidInputException(
        "FILE.zip", "%s, which is damaged (%s)".formatted(archive, why), EXPECTED);
  }

  private int unpack(Path staging) throws IOException {
    Map<String, String> files = list();
    Set<String> names = zip.stream().map(ZipEntry::getName).collect(Collectors.toSet());
    names.remove(Backup.LIST);
    if (!names.equals(files.keySet())) {
      throw damaged(archive, "its files are not those that it lists");
    }
    if (!names.stream().allMatch(Backup::mayHave)) {
      throw damaged(archive, "it has a file that no data folder has");
    }
    requireSpace(staging);
    for (Map.Entry<String, String> file : files.entrySet()) {
      unpack(file.getKey(), file.getValue(), staging);
    }
    return files.size();
  }

  /** Requires the space that the entries declare; no entry may have more than that. */
  private void requireSpace(Path staging) throws IOException {
    long free = Files.getFileStore(staging).getUsableSpace();
    double declared = zip.stream().mapToDouble(ZipEntry::getSize).sum();
    if (declared > free) {
      throw new InvalidInputException(
          "FILE.zip",
          "%s, whose files need %s".formatted(archive, Mebibytes.of((long) declared)),
          "smaller than the free space of %s".formatted(Mebibytes.of(free)));
    }
  }

  /** Returns the digests of the files by name. */
  private Map<String, String> list() {
    ZipEntry entry = zip.getEntry(Backup.LIST);
    if (entry == null) {
      throw damaged(archive, Backup.LIST + " is missing");
    }
    Backup.Contents contents;
    try (InputStream content = zip.getInputStream(entry)) {
      JsonNode json = Json.MAPPER.readTree(content.readNBytes(MAX_LIST_BYTES));
      if (json.path("format").asInt() > Backup.FORMAT) {
        throw new InvalidInputException(
            "FILE.zip",
            "%s, of format %d by Revcor %s"
                .formatted(archive, json.path("format").asInt(), json.path("revcor").asText()),
            "of format %d or older; run a newer Revcor".formatted(Backup.FORMAT));
      }
      contents = Json.MAPPER.treeToValue(json, Backup.Contents.class);
    } catch (IOException unreadable) {
      throw damaged(archive, Backup.LIST + " cannot be read");
    }
    if (contents == null || contents.files() == null) {
      throw damaged(archive, Backup.LIST + " has no files");
    }
    return contents.files();
  }

  private void unpack(String name, String digest, Path staging) throws IOException {
    try {
      Path file = staging.resolve(name);
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      // tokens and audit logs are for the owner only
      Files.createFile(
          file, name.contains("/") ? new FileAttribute<?>[0] : WholeFile.ownerOnly(file));
      if (!UnpackedEntry.write(
              zip, zip.getEntry(name), file, why -> damaged(archive, name + " is " + why))
          .equals(digest)) {
        throw damaged(archive, name + " has another digest");
      }
    } catch (InvalidPathException | FileAlreadyExistsException refused) {
      throw damaged(archive, "one of its files cannot be created: " + refused.getMessage());
    }
  }
}
