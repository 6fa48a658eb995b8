package org.revcor.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a child process has ended, as the end of a sentence. */
final class ProcessEnd {
  /** Exit codes of processes that a signal ended are this plus the signal's number. */
  private static final int SIGNALLED = 128;

  /** Exit code of a process that was killed. */
  static final int KILLED = SIGNALLED + 9;

  private static final String NO_MEMORY = "insufficient memory";

  /**
   * A line of the virtual machine's report: {@code # SIGFPE (0x8) at pc=...} after a signal, {@code
   * # There is insufficient memory for ...} if it cannot allocate memory.
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
   * @param exitCode exit code as the Java library reports it
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
