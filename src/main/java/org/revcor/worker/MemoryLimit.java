package org.revcor.worker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.revcor.inference.MemoryShortageException;

/**
 * The most memory of a child process, as a resource limit of Linux. It counts memory that the
 * process can write and does not share ({@code RLIMIT_DATA}), but no reserved addresses and no
 * mapped files. Without effect on other systems, and on machines with NVIDIA GPUs, whose driver
 * maps memory of the GPU.
 */
record MemoryLimit(long bytes) {
  private static final boolean IS_POSSIBLE =
      System.getProperty("os.name").equals("Linux") && !Files.exists(Path.of("/dev/nvidiactl"));

  /** Memory that the C library reserves for an arena; a thread may have one. */
  private static final int ARENA_BYTES = 64 << 20;

  private static final long MIN_HEAP_BYTES = 128 << 20;

  /** Arguments: the limit in KiB, the number of arenas, the command. */
  private static final String LIMITED =
      "ulimit -d \"$0\" && export MALLOC_ARENA_MAX=\"${MALLOC_ARENA_MAX:-$1}\" && shift"
          + " && exec \"$@\"";

  /** Messages of errors about memory that Java limits itself. */
  private static final Pattern JAVA_MEMORY =
      Pattern.compile("Java heap space|GC overhead|Requested array size|Cannot reserve");

  /** Returns the option of Java for the heap, which may have a third; {@code -Xmx} replaces it. */
  String heap() {
    return "-XX:MaxHeapSize=%dk".formatted(Math.max(MIN_HEAP_BYTES, bytes / 3) >> 10);
  }

  List<String> limit(List<String> command) {
    return IS_POSSIBLE
        ? Stream.concat(
                Stream.of(
                    "/bin/sh", "-c", LIMITED, Long.toString(bytes >> 10), Long.toString(arenas())),
                command.stream())
            .toList()
        : command;
  }

  /** Returns the number of the C library, or what takes a quarter of the memory. */
  private long arenas() {
    return Math.min(8L * Runtime.getRuntime().availableProcessors(), bytes / 4 / ARENA_BYTES);
  }

  /** Describes a failure for want of memory, as the end of a sentence; empty for another one. */
  Optional<String> shortage(Throwable failure) {
    if (!MemoryShortageException.isBehind(failure)) {
      return Optional.empty();
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError
          && JAVA_MEMORY.matcher(String.valueOf(cause.getMessage())).find()) {
        return Optional.of(
            "needs more Java memory than its process has (REVCOR_JAVA_OPTS, such as -Xmx4g)");
      }
    }
    return Optional.of(exceeded());
  }

  /** Describes that a process has reached the limit, as the end of a sentence. */
  String exceeded() {
    return IS_POSSIBLE
        ? "needs more memory than the limit of %.1f GiB (revcor.workers.memory)"
            .formatted(bytes / (double) (1L << 30))
        : "needs more memory than there is";
  }
}
