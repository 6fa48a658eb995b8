package org.revcor.study.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.revcor.Await;
import org.revcor.FreePort;
import org.revcor.study.record.DatabaseSettings.SchemaMode;

/** PostgreSQL from the system's package, with a new cluster in a temporary folder. */
public final class PostgresServer implements TestDatabase {
  private static final Path PACKAGE = Path.of("/usr/lib/postgresql");
  private static final String PASSWORD = "secret";

  private final Path folder;
  private final Path programs;
  private final int port;

  private PostgresServer(Path folder, Path programs, int port) {
    this.folder = folder;
    this.programs = programs;
    this.port = port;
  }

  /** Starts a server with an empty database. */
  public static PostgresServer start() {
    try {
      // PostgreSQL does not run as root, so its user must own the folder.
      Path folder = Files.createTempDirectory("revcor-postgres");
      PostgresServer server = new PostgresServer(folder, programs(), FreePort.find());
      server.initialize();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void initialize() throws IOException {
    if (isRoot()) {
      run("chown", "postgres", folder.toString());
    }
    Path password = Files.writeString(folder.resolve("password"), PASSWORD);
    program(
        "initdb",
        "--pgdata=" + data(),
        "--username=revcor",
        "--pwfile=" + password,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync");
    restore();
    create("records");
  }

  @Override
  public DatabaseSettings settings() {
    return at("records", "revcor", PASSWORD);
  }

  /** Creates another empty database. */
  public DatabaseSettings create(String name) {
    try {
      TestDatabase.execute(at("postgres", "revcor", PASSWORD), "CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return at(name, "revcor", PASSWORD);
  }

  /** Returns the settings of a database of this cluster. */
  DatabaseSettings at(String name, String user, String password) {
    return new DatabaseSettings(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, name),
        user,
        password,
        SchemaMode.UPDATE);
  }

  @Override
  public void disconnect() {
    program("pg_ctl", "--pgdata=" + data(), "--mode=immediate", "--wait", "stop");
  }

  /** Suspends its processes: connections stay open but get no response. */
  public void freeze() throws IOException {
    signal("STOP");
  }

  /** Resumes its processes. */
  public void thaw() throws IOException {
    signal("CONT");
  }

  private void signal(String name) throws IOException {
    ProcessHandle server =
        ProcessHandle.of(
                Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).getFirst()))
            .orElseThrow();
    List<ProcessHandle> processes = Stream.concat(Stream.of(server), server.descendants()).toList();
    for (ProcessHandle process : processes) {
      signal(process, name);
    }
  }

  /** Some processes end at any time. */
  private static void signal(ProcessHandle process, String name) throws IOException {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, "" + process.pid()).inheritIO().start().waitFor();
      assertThat(code == 0 || !process.isAlive()).as("signal to %d", process.pid()).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void restore() {
    program(
        "pg_ctl",
        "--pgdata=" + data(),
        "--log=" + folder.resolve("log"),
        "--options=-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=%s"
            .formatted(port, folder),
        "--wait",
        "start");
  }

  @Override
  public void close() {
    if (Files.exists(data().resolve("postmaster.pid"))) {
      disconnect();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private void program(String name, String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.add(programs.resolve(name).toString());
    command.addAll(List.of(arguments));
    run(command.toArray(String[]::new));
  }

  private void run(String... command) {
    try {
      Path output = Files.createTempFile("revcor-postgres", ".txt");
      // A file and not a pipe, since the server would inherit the pipe and hold it open.
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      String text = Files.readString(output);
      Files.delete(output);
      assertThat(ended).as(text).isTrue();
      assertThat(process.exitValue()).as(text).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** Returns the folder of the newest version's programs, which are rarely on the path. */
  private static Path programs() throws IOException {
    Optional<Path> packaged = Optional.empty();
    if (Files.isDirectory(PACKAGE)) {
      try (Stream<Path> versions = Files.list(PACKAGE)) {
        packaged =
            versions
                .max(Comparator.comparing(version -> version.getFileName().toString()))
                .map(version -> version.resolve("bin"));
      }
    }
    return packaged.orElseGet(
        () ->
            Stream.of(System.getenv("PATH").split(":"))
                .map(Path::of)
                .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
                .findFirst()
                .orElseThrow(
                    () -> new IllegalStateException("install Debian's package postgresql")));
  }
}
