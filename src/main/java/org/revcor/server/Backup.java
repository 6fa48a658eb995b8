package org.revcor.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.revcor.RevcorVersion;
import org.revcor.file.Digest;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;
import org.revcor.study.results.RunDirectory;

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

  private static final String STUDIES = "studies";
  private static final String OBSERVERS = "observers";

  /** What a server makes again, data sets, and the text of the first token. */
  private static final Set<String> LEFT_OUT =
      Set.of("revcor.mv.db", "revcor.trace.db", "datasets", "copies", "admin-token");

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

  /**
   * An open file.
   *
   * @param size bytes to be copied; later ones are ignored
   */
  private record Source(String name, FileChannel channel, long size) implements AutoCloseable {
    static Source open(String name, Path file) throws IOException {
      FileChannel channel = FileChannel.open(file);
      return new Source(name, channel, channel.size());
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private final ZipOutputStream zip;
  private final Map<String, String> digests = new TreeMap<>();

  private Backup(ZipOutputStream zip) {
    this.zip = zip;
  }

  /**
   * Writes the zip, which only its owner can read.
   *
   * @param sources source of the settings, which are included without secrets
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
          backup.add(
              "settings.conf", Settings.withoutSecrets(sources).getBytes(StandardCharsets.UTF_8));
          files[0] = backup.finish();
        });
    return files[0];
  }

  private void add(Settings settings) throws IOException {
    for (Path each : visible(settings.dataDir())) {
      String name = each.getFileName().toString();
      if (name.equals(STUDIES)) {
        for (Path study : visible(each)) {
          addStudy(study);
        }
      } else if (!LEFT_OUT.contains(name)) {
        addAll(each, name);
      }
    }
    if (!settings.observers().startsWith(settings.dataDir())) {
      addAll(settings.observers(), OBSERVERS);
    }
  }

  /** Returns the files and folders of a folder, without hidden and unfinished ones. */
  private static List<Path> visible(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(each -> !each.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }

  private void addAll(Path path, String name) throws IOException {
    if (Files.isDirectory(path)) {
      for (Path each : visible(path)) {
        addAll(each, name + "/" + each.getFileName());
      }
    } else if (Files.isRegularFile(path)) {
      try (Source file = Source.open(name, path)) {
        add(file);
      } catch (NoSuchFileException deleted) {
        // as if it had been deleted earlier
      }
    }
  }

  private void addStudy(Path folder) throws IOException {
    List<Source> files = opened(folder);
    try {
      for (Source file : files) {
        add(file);
      }
    } finally {
      close(files);
    }
  }

  /** Opens the files of a study; again, if a file disappears or a checkpoint appears meanwhile. */
  private static List<Source> opened(Path folder) throws IOException {
    RunDirectory directory = new RunDirectory(folder);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      List<Source> files = new ArrayList<>();
      try {
        if (!directory.isStudy()) {
          return List.of();
        }
        List<Path> checkpoints = directory.checkpoints();
        for (Path file : inOrder(folder)) {
          files.add(
              Source.open(
                  "%s/%s/%s".formatted(STUDIES, folder.getFileName(), file.getFileName()), file));
        }
        if (directory.checkpoints().equals(checkpoints)) {
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
    return visible(folder).stream().sorted(Comparator.comparingInt(Backup::rank)).toList();
  }

  private static int rank(Path file) {
    String name = file.getFileName().toString();
    return name.equals(RunDirectory.RECORD) ? 0 : name.startsWith("checkpoint-") ? 1 : 2;
  }

  private static void close(List<Source> files) throws IOException {
    for (Source file : files) {
      file.close();
    }
  }

  private void add(Source file) throws IOException {
    Digest.Growing digest = Digest.growing();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    zip.putNextEntry(new ZipEntry(file.name()));
    for (long at = 0; at < file.size(); at += buffer.position()) {
      buffer.clear().limit((int) Math.min(BUFFER_BYTES, file.size() - at));
      if (file.channel().read(buffer, at) < 0) {
        throw new IOException(file.name() + " became shorter");
      }
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
