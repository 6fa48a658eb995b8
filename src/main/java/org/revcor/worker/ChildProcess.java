package org.revcor.worker;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.revcor.file.FolderTree;
import org.revcor.observer.network.VectorKernels;
import org.revcor.worker.Confinement.FileAccess;
import org.revcor.worker.InferenceMain.UnpackedEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child process that runs {@link InferenceMain}, with a scratch folder and a Unix socket in it.
 * What it prints is logged. It has only the environment variables that the engine reads.
 */
final class ChildProcess implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

  private static final int MAX_LOGGED_LINES = 200;
  private static final int MAX_LINE = 500;

  /** Begins the lines of the virtual machine about a crash, which {@link ProcessEnd} sums up. */
  private static final String CRASH_REPORT = "#";

  /** Begins Java's notice about the module of the vector kernels. */
  private static final String INCUBATOR_NOTICE = "WARNING: Using incubator modules";

  private static final long END_TIMEOUT_SECONDS = 10;

  /** Variables of the system, the C library, the engine and its GPUs. */
  private static final Pattern ENVIRONMENT =
      Pattern.compile(
          "PATH|HOME|LANG|LC_ALL|TMPDIR|JAVA_HOME|OPT_OUT_TRACKING|LD_LIBRARY_PATH|ENGINE_CACHE_DIR"
              + "|GLIBC_TUNABLES|(MALLOC|PYTORCH|DJL|CUDA|NVIDIA|OMP)_.*");

  /** Makes the C library retain freed memory and ask for pages of 2 MiB, if nothing else is set. */
  private static final Map<String, String> MEMORY =
      Map.of(
          "MALLOC_MMAP_THRESHOLD_", "1073741824",
          "MALLOC_TRIM_THRESHOLD_", "4294967296",
          "MALLOC_TOP_PAD_", "268435456",
          "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");

  /** The collector that aligns the arrays of vector kernels, whatever this process has. */
  private static final String COLLECTOR = "-XX:+UseG1GC";

  /** Options of this virtual machine for the child; others may name files or ports. */
  private static final Pattern SHARED_OPTION =
      Pattern.compile(
          "-Xm[sx].*|-Xss.*|-Xlog:cds.*|--enable-native-access=.*"
              + "|--sun-misc-unsafe-memory-access=.*"
              + "|-D(user|revcor|ai\\.djl)\\..*"
              + "|-XX:(\\+IgnoreUnrecognizedVMOptions|Tier.*|CompileCommand=.*"
              + "|G1HeapRegionSize=.*|MaxDirectMemorySize=.*|MaxRAMPercentage=.*|ActiveProcessorCount=.*"
              + "|SharedArchiveFile=.*)");

  private static final String CLASS_ARCHIVE = "-XX:SharedArchiveFile=";

  private final Path scratch;
  private final MemoryLimit memory;
  private final ServerSocketChannel socket;
  private final Process process;
  private volatile boolean hasConnected;
  private volatile boolean isKilled;

  private ChildProcess(
      Path scratch, MemoryLimit memory, ServerSocketChannel socket, Process process) {
    this.scratch = scratch;
    this.memory = memory;
    this.socket = socket;
    this.process = process;
  }

  /**
   * Starts a process.
   *
   * @param memory its most memory
   */
  static ChildProcess start(Confinement confinement, FileAccess access, MemoryLimit memory)
      throws IOException {
    Path scratch = Files.createTempDirectory("revcor-child-");
    ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      Path address = scratch.resolve("socket");
      socket.bind(UnixDomainSocketAddress.of(address));
      ProcessBuilder builder =
          new ProcessBuilder(
              confinement.confine(
                  memory.limit(command(scratch, address, memory.heap())),
                  access.withWritable(scratch)));
      builder.directory(scratch.toFile()).redirectErrorStream(true);
      builder.environment().keySet().removeIf(name -> !ENVIRONMENT.matcher(name).matches());
      MEMORY.forEach(builder.environment()::putIfAbsent);
      ChildProcess child = new ChildProcess(scratch, memory, socket, builder.start());
      child.process.getOutputStream().close();
      CompletableFuture<Void> unused = child.process.onExit().thenRun(child::stopWaiting);
      Thread.ofPlatform().daemon().name("inference-output").start(child::logOutput);
      return child;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      socket.close();
      new FolderTree(scratch).delete();
      throw e;
    }
  }

  private static List<String> command(Path scratch, Path address, String heap) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(heap);
    command.add(COLLECTOR);
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> SHARED_OPTION.matcher(option).matches())
        .forEach(command::add);
    if (ModuleFinder.ofSystem().find(VectorKernels.MODULE).isPresent()) {
      command.add("--add-modules=" + VectorKernels.MODULE);
    }
    command.addAll(
        List.of(
            "-Drevcor.log-level=WARN",
            UnpackedEngine.option(),
            "-XX:-CreateCoredumpOnCrash",
            "-Djava.io.tmpdir=" + scratch,
            "-XX:ErrorFile=" + scratch.resolve("error"),
            "-classpath",
            String.join(File.pathSeparator, classPath().stream().map(Path::toString).toList()),
            InferenceMain.class.getName(),
            address.toString()));
    return command;
  }

  /** Returns the class path with absolute paths, since the child has another working directory. */
  static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath())
        .toList();
  }

  /** Returns the archive of parsed classes, which shortens the start. */
  static Optional<Path> classArchive() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith(CLASS_ARCHIVE))
        .map(option -> Path.of(option.substring(CLASS_ARCHIVE.length())).toAbsolutePath())
        .findFirst();
  }

  /** Logs the first lines; a line may have no end. */
  private void logOutput() {
    try (Reader output = process.inputReader(StandardCharsets.UTF_8)) {
      StringBuilder line = new StringBuilder();
      int logged = 0;
      for (int next = output.read(); next >= 0; next = output.read()) {
        if (next != '\n') {
          line.append(line.length() < MAX_LINE ? String.valueOf((char) next) : "");
        } else {
          if (line.indexOf(CRASH_REPORT) != 0
              && line.indexOf(INCUBATOR_NOTICE) != 0
              && logged <= MAX_LOGGED_LINES) {
            logged++;
            LOG.warn(
                "child process {}: {}",
                process.pid(),
                logged > MAX_LOGGED_LINES ? "its further output is not logged" : line);
          }
          line.setLength(0);
        }
      }
    } catch (IOException ended) {
      LOG.debug("the output of a child process has ended", ended);
    }
  }

  private void stopWaiting() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("the socket of an inference process cannot be closed", e);
    }
  }

  Connection connect() throws IOException {
    SocketChannel accepted = socket.accept();
    hasConnected = true;
    if (isKilled) {
      process.destroyForcibly();
    }
    return new Connection(accepted);
  }

  /**
   * Kills the process; {@link #end} describes its end. One that has not connected ends when it
   * tries to: a confined process would remain if it was killed while it is being set up.
   */
  void kill() {
    isKilled = true;
    if (hasConnected) {
      process.destroyForcibly();
    } else {
      stopWaiting();
    }
  }

  /** Waits for the end of the process and describes it; kills it if it does not end. */
  String end() {
    try {
      if (!process.waitFor(END_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      return ProcessEnd.describe(process.exitValue(), scratch.resolve("error"), memory);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return "while its supervisor was interrupted";
    }
  }

  /** Returns whether the process, which has ended, was killed by another one or the system. */
  boolean wasKilledFromOutside() {
    return !isKilled && process.exitValue() == ProcessEnd.KILLED;
  }

  @Override
  public void close() {
    kill();
    stopWaiting();
    LOG.debug("a child process has ended {}", end());
    try {
      new FolderTree(scratch).delete();
    } catch (IOException failed) {
      LOG.warn("the scratch folder {} cannot be deleted", scratch, failed);
    }
  }

  static final class ProcessEnd {
    /** Exit codes of processes that a signal ended are this plus the signal's number. */
    private static final int SIGNALLED = 128;

    /** Exit code of a process that was killed. */
    static final int KILLED = SIGNALLED + 9;

    private static final String NO_MEMORY = "insufficient memory";

    /**
     * A line of the virtual machine's report: {@code # SIGFPE (0x8) at pc=...} after a signal,
     * {@code # There is insufficient memory for ...} if it cannot allocate memory.
     */
    private static final Pattern REPORTED =
        Pattern.compile("#\\s+(?:(SIG[A-Z]+) \\(0x|There is (%s) )".formatted(NO_MEMORY));

    private static final int MAX_REPORT = 8 << 10;

    private static final Map<Integer, String> NAMES =
        Map.of(4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV");

    private static final Map<String, String> MEANINGS =
        Map.of(
            "SIGABRT", "an error in native code, or too little memory",
            "SIGBUS", "an access to missing memory",
            "SIGFPE", "an arithmetic error, such as an integer division by zero",
            "SIGILL", "an instruction that the processor does not have",
            "SIGKILL", "another process, or the system because memory is short",
            "SIGSEGV", "an access to invalid memory, or a recursion that is too deep");

    private ProcessEnd() {}

    /**
     * Describes the end of a process.
     *
     * @param report file with the virtual machine's report of a crash; may be missing
     * @param memory its most memory
     */
    static String describe(int exitCode, Path report, MemoryLimit memory) {
      return reported(report)
          .or(() -> Optional.ofNullable(NAMES.get(exitCode - SIGNALLED)))
          .map(
              cause ->
                  cause.equals(NO_MEMORY)
                      ? "because it " + memory.exceeded()
                      : "by %s (%s)".formatted(cause, MEANINGS.getOrDefault(cause, "a signal")))
          .orElse("with exit code " + exitCode);
    }

    /** The child could have put anything in the place of the report. */
    private static Optional<String> reported(Path report) {
      if (!Files.isRegularFile(report, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      try (InputStream in = Files.newInputStream(report, LinkOption.NOFOLLOW_LINKS)) {
        return new String(in.readNBytes(MAX_REPORT), StandardCharsets.ISO_8859_1)
            .lines()
            .map(REPORTED::matcher)
            .filter(Matcher::find)
            .findFirst()
            .map(found -> found.group(1) == null ? found.group(2) : found.group(1));
      } catch (IOException unreadable) {
        return Optional.empty();
      }
    }
  }
}
