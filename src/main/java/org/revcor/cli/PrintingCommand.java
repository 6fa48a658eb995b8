package org.revcor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.function.IORunnable;
import org.revcor.InvalidInputException;
import org.revcor.dataset.DataSets;
import org.revcor.study.results.ResultFiles.DamagedFileException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that prints lines of text. */
@Command
abstract class PrintingCommand {
  @Spec CommandSpec spec;

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /**
   * Performs the part of a command that reads or writes files.
   *
   * @param failure what the command cannot do if the work fails, for the message
   * @return the exit code
   */
  final int writing(String failure, IORunnable work) {
    try {
      work.run();
      return ExitCode.DONE;
    } catch (DamagedFileException damaged) {
      err().println(damaged.getMessage());
    } catch (IOException failed) {
      err().println(failure + ": " + failed);
    }
    return ExitCode.FAILED;
  }

  /**
   * Requires the folder of a file that a command writes.
   *
   * @throws InvalidInputException if it does not exist
   */
  static void requireFolder(String option, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new InvalidInputException(
          option,
          "%s, and %s is no folder".formatted(file, folder),
          "a file in a folder that exists");
    }
  }

  /**
   * Rejects the number of an option that is not in the range from 1.
   *
   * @throws InvalidInputException if it is not
   */
  static void requireAtMost(int max, String option, int given) {
    if (given < 1 || given > max) {
      throw new InvalidInputException(option, "" + given, "a whole number from 1 to " + max);
    }
  }

  /** Returns a line of progress on standard error. */
  final RedrawnLine progressLine() {
    return new RedrawnLine(err(), Terminal.isInteractive());
  }

  /** Names of the data sets, for help texts and completion. */
  static final class DataSetNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return DataSets.names().iterator();
    }
  }

  /** Reads durations such as {@code 90m}, {@code 12h} or {@code 30d}. */
  static final class Age {
    private static final Pattern AGE = Pattern.compile("(\\d{1,6})(m|h|d)");

    private Age() {}

    static Duration parse(String option, String text) {
      Matcher given = AGE.matcher(text);
      if (!given.matches()) {
        throw new InvalidInputException(option, text, "an age such as 90m, 12h or 30d");
      }
      long number = Long.parseLong(given.group(1));
      return switch (given.group(2)) {
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        default -> Duration.ofDays(number);
      };
    }
  }

  /** A command that only has subcommands. */
  abstract static class CommandGroup extends PrintingCommand implements Runnable {
    @Override
    public void run() {
      throw new ParameterException(
          spec.commandLine(),
          "missing subcommand: " + String.join(", ", spec.subcommands().keySet()));
    }
  }
}
