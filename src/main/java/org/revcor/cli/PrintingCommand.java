package org.revcor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import org.apache.commons.io.function.IORunnable;
import org.revcor.InvalidInputException;
import org.revcor.dataset.DataSets;
import org.revcor.figure.Columns;
import org.revcor.study.results.ResultFiles.DamagedFileException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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

  static void createFolder(String option, Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException failed) {
      throw unwritable(option, folder, failed);
    }
  }

  static InvalidInputException unwritable(String option, Path folder, IOException failed) {
    return new InvalidInputException(
        option, folder + " (" + failed.getMessage() + ")", "a folder that can be written");
  }

  final <R> void print(Columns<R> columns, Collection<? extends R> rows) {
    columns.lines(rows).forEach(out()::println);
  }

  final RedrawnLine progressLine() {
    return new RedrawnLine(err());
  }

  static final class DataSetNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return DataSets.names().iterator();
    }
  }
}
