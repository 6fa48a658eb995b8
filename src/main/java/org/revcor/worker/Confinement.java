package org.revcor.worker;

import ai.djl.util.Utils;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confines child processes with bubblewrap, where Linux offers it. A confined process sees the
 * system's programs and libraries, the JDK, the engine, Revcor and the files of its task, can write
 * to its scratch folder only, and has no network, no capabilities and no other processes.
 *
 * @see <a href="https://github.com/containers/bubblewrap">bubblewrap</a>
 */
public final class Confinement {
  private static final Logger LOG = LoggerFactory.getLogger(Confinement.class);

  /** No confinement: processes have all rights of the server's user. */
  public static final Confinement NONE = new Confinement(List.of());

  private static final String PROGRAM =
      "bwrap --unshare-all --die-with-parent --new-session --cap-drop ALL --ro-bind /usr /usr"
          + " --proc /proc --dev /dev --dir /tmp";
  private static final List<String> LINKS = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64");
  private static final long TRIAL_TIMEOUT_SECONDS = 10;

  private final List<String> prefix;

  private Confinement(List<String> prefix) {
    this.prefix = prefix;
  }

  /** Returns the confinement of this system; {@link #NONE} if it does not work here. */
  public static Confinement find() {
    try {
      Confinement found = new Confinement(prefix());
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      Process trial =
          new ProcessBuilder(found.confine(List.of(java, "-version"), FileAccess.NONE))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (trial.waitFor(TRIAL_TIMEOUT_SECONDS, TimeUnit.SECONDS) && trial.exitValue() == 0) {
        return found;
      }
      trial.destroyForcibly();
    } catch (IOException | UncheckedIOException unavailable) {
      LOG.debug("bubblewrap is unavailable", unavailable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return NONE;
  }

  public boolean isActive() {
    return !prefix.isEmpty();
  }

  /** Returns a command that runs another one with access to some files only. */
  List<String> confine(List<String> command, FileAccess access) {
    if (!isActive()) {
      return command;
    }
    List<String> confined = new ArrayList<>(prefix);
    access.writable().forEach(path -> bind(confined, "--bind", path));
    access.readable().forEach(path -> bind(confined, "--ro-bind-try", path));
    // both are in memory, which would not count as that of the process
    confined.addAll(List.of("--remount-ro", "/dev", "--remount-ro", "/"));
    confined.addAll(command);
    return confined;
  }

  private static List<String> prefix() throws IOException {
    List<String> prefix = new ArrayList<>(List.of(PROGRAM.split(" ")));
    for (String link : LINKS) {
      Path path = Path.of(link);
      if (Files.isSymbolicLink(path)) {
        prefix.addAll(List.of("--symlink", Files.readSymbolicLink(path).toString(), link));
      } else {
        bind(prefix, "--ro-bind-try", path);
      }
    }
    bind(prefix, "--ro-bind-try", Path.of("/etc/ld.so.cache"));
    for (Path javaSettings : matching("/etc", "java-*")) {
      bind(prefix, "--ro-bind", javaSettings);
    }
    for (Path gpu : matching("/dev", "nvidia*")) {
      bind(prefix, "--dev-bind", gpu);
    }
    bind(prefix, "--ro-bind", Path.of(System.getProperty("java.home")).toRealPath());
    bind(prefix, "--ro-bind-try", Utils.getCacheDir());
    bind(prefix, "--ro-bind-try", Utils.getEngineCacheDir());
    Stream.of("PYTORCH_LIBRARY_PATH", "LD_LIBRARY_PATH")
        .map(System::getenv)
        .filter(Objects::nonNull)
        .flatMap(paths -> Stream.of(paths.split(File.pathSeparator, -1)))
        .map(Path::of)
        .filter(Path::isAbsolute)
        .forEach(path -> bind(prefix, "--ro-bind-try", path));
    Stream.concat(ChildProcess.classPath().stream(), ChildProcess.classArchive().stream())
        .forEach(entry -> bind(prefix, "--ro-bind-try", entry));
    return prefix;
  }

  private static List<Path> matching(String folder, String pattern) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of(folder), pattern)) {
      List<Path> paths = new ArrayList<>();
      found.forEach(paths::add);
      return paths;
    }
  }

  private static void bind(List<String> command, String how, Path path) {
    String name = path.toAbsolutePath().toString();
    command.addAll(List.of(how, name, name));
  }

  /**
   * The files and folders that a confined process may use besides programs and libraries. Missing
   * ones are skipped, unless they are writable. A readable file in a writable folder cannot be
   * written.
   */
  record FileAccess(List<Path> readable, List<Path> writable) {
    static final FileAccess NONE = new FileAccess(List.of(), List.of());

    FileAccess withWritable(Path folder) {
      return new FileAccess(readable, Stream.concat(writable.stream(), Stream.of(folder)).toList());
    }

    FileAccess withReadable(Path file) {
      return new FileAccess(Stream.concat(readable.stream(), Stream.of(file)).toList(), writable);
    }
  }
}
