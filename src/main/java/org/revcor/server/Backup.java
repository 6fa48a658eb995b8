package org.revcor.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.revcor.RevcorVersion;
import org.revcor.file.Digest;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;
import org.revcor.server.Settings.SettingsSources;
import org.revcor.study.registry.ExportedStudy.Part;
import org.revcor.study.results.RunDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a zip of a data folder, also while a server uses it.
 *
 * <p>Each study is consistent: its record is opened first, then its checkpoints, then the files
 * that grow, which are never behind a checkpoint. So a study that runs resumes from its newest
 * checkpoint in the zip. The database is left out: a server restores its entries from the records.
 */
public final class Backup {
  /** The last entry, which lists all others. */
  static final String LIST = "backup.json";

  /** Version of the zip; one that earlier versions cannot restore needs a new number. */
  static final int FORMAT = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Backup.class);
  private static final String SETTINGS = "settings.conf";

  /** File of the data folder with the settings of its server. */
  private static final String SERVER_SETTINGS = "server-settings.conf";

  private static final String STUDIES = "studies";
  private static final String OBSERVERS = "observers";
  private static final List<String> OTHER_FOLDERS = List.of("analyses", "bases");

  /** Files of the data folder itself; it also has a database, locks, and the first token. */
  private static final Pattern FILES =
      Pattern.compile("version|tokens\\.json|audit(-refused)?(\\.\\d)?\\.jsonl");

  /** Files of folders; none is hidden. */
  private static final Pattern FILES_OF_FOLDERS =
      Pattern.compile(
          "(%s|%s|%s)(/[^/.][^/]*)+"
              .formatted(STUDIES, OBSERVERS, String.join("|", OTHER_FOLDERS)));

  private static final int MAX_ATTEMPTS = 20;
  private static final int BUFFER_BYTES = 1 << 18;

  /**
   * The last entry of the zip.
   *
   * @param revcor version that wrote it
   * @param created an ISO instant
   * @param files SHA-256 of all other entries, by name
   */
  record Contents(int format, String revcor, String created, Map<String, String> files) {}

  private final ZipOutputStream zip;
  private final Map<String, String> digests = new TreeMap<>();

  private Backup(ZipOutputStream zip) {
    this.zip = zip;
  }

  /**
   * Writes the zip, which only its owner can read.
   *
   * @param sources source of the settings; those of the server are included, or else these, without
   *     secrets
   * @return number of files
   */
  public static int write(SettingsSources sources, Path out) throws IOException {
    Settings settings = Settings.read(sources);
    int[] files = new int[1];
    WholeFile.writePrivate(
        out,
        stream -> {
          ZipOutputStream zip = new ZipOutputStream(stream);
          zip.setLevel(Deflater.BEST_SPEED);
          Backup backup = new Backup(zip);
          backup.add(settings);
          Path ofServer = settings.folders().data().resolve(SERVER_SETTINGS);
          backup.add(
              SETTINGS,
              Files.exists(ofServer) ? Files.readAllBytes(ofServer) : withoutSecrets(sources));
          files[0] = backup.finish();
        });
    return files[0];
  }

  private static byte[] withoutSecrets(SettingsSources sources) {
    return Settings.withoutSecrets(sources).getBytes(StandardCharsets.UTF_8);
  }

  /** Writes the settings of a running server, without secrets, to its data folder for backups. */
  public static void storeSettings(SettingsSources ofServer) {
    Path file = Settings.read(ofServer).folders().data().resolve(SERVER_SETTINGS);
    try {
      WholeFile.writePrivate(file, withoutSecrets(ofServer));
    } catch (IOException unwritten) {
      LOG.warn("{} cannot be written, so backups have other settings", file, unwritten);
    }
  }

  /** Returns whether a zip may have an entry of this name, besides the list. */
  static boolean mayHave(String name) {
    return name.equals(SETTINGS)
        || FILES.matcher(name).matches()
        || FILES_OF_FOLDERS.matcher(name).matches();
  }

  private void add(Settings settings) throws IOException {
    for (Path study : visible(settings.runDirectories())) {
      addStudy(study);
    }
    addAll(settings.folders().observers(), OBSERVERS);
    for (String name : OTHER_FOLDERS) {
      addAll(settings.folders().data().resolve(name), name);
    }
    for (Path file : visible(settings.folders().data())) {
      String name = file.getFileName().toString();
      if (FILES.matcher(name).matches()) {
        addFile(file, name);
      }
    }
  }

  /** Returns the files and folders of a folder, without hidden and unfinished ones. */
  private static List<Path> visible(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(each -> !each.getFileName().toString().startsWith(".")).sorted().toList();
    } catch (NoSuchFileException deleted) {
      return List.of();
    }
  }

  /** Adds the files of a folder and of those below it, but not of links to folders. */
  private void addAll(Path folder, String name) throws IOException {
    for (Path each : visible(folder)) {
      String path = name + "/" + each.getFileName();
      if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
        addAll(each, path);
      } else {
        addFile(each, path);
      }
    }
  }

  private void addFile(Path path, String name) throws IOException {
    if (Files.isRegularFile(path)) {
      try (Part file = Part.open(name, path)) {
        add(file);
      } catch (NoSuchFileException deleted) {
        // as if it had been deleted earlier
      }
    }
  }

  private void addStudy(Path folder) throws IOException {
    List<Part> files = opened(folder);
    try {
      for (Part file : files) {
        add(file);
      }
    } finally {
      close(files);
    }
  }

  /** Opens the files of a study; again, if files appear or disappear meanwhile. */
  private static List<Part> opened(Path folder) throws IOException {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      List<Part> files = new ArrayList<>();
      try {
        if (!new RunDirectory(folder).isStudy()) {
          return List.of();
        }
        List<Path> listed = inOrder(folder);
        for (Path file : listed) {
          files.add(
              Part.open(
                  "%s/%s/%s".formatted(STUDIES, folder.getFileName(), file.getFileName()), file));
        }
        if (inOrder(folder).equals(listed)) {
          return files;
        }
        close(files);
      } catch (NoSuchFileException replaced) {
        close(files);
      }
    }
    throw new IOException("the files of %s change too fast; try again".formatted(folder));
  }

  /** Returns the record, then the checkpoints, then all other files. */
  private static List<Path> inOrder(Path folder) throws IOException {
    return visible(folder).stream()
        .filter(Files::isRegularFile)
        .sorted(Comparator.comparingInt(Backup::rank))
        .toList();
  }

  private static int rank(Path file) {
    String name = file.getFileName().toString();
    return name.equals(RunDirectory.RECORD) ? 0 : name.startsWith("checkpoint-") ? 1 : 2;
  }

  private static void close(List<Part> files) throws IOException {
    for (Part file : files) {
      file.close();
    }
  }

  private void add(Part file) throws IOException {
    Digest.Growing digest = Digest.growing();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    zip.putNextEntry(new ZipEntry(file.name()));
    for (long at = 0; at < file.size(); at += buffer.position()) {
      file.read(at, buffer.clear());
      digest.add(buffer.array(), buffer.position());
      zip.write(buffer.array(), 0, buffer.position());
    }
    zip.closeEntry();
    digests.put(file.name(), digest.end());
  }

  private void add(String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
    digests.put(name, Digest.of(content));
  }

  private int finish() throws IOException {
    String now = Clock.systemUTC().instant().toString();
    int files = digests.size();
    add(LIST, Json.bytes(new Contents(FORMAT, RevcorVersion.TEXT, now, Map.copyOf(digests))));
    zip.finish();
    return files;
  }
}
