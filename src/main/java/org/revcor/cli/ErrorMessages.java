package org.revcor.cli;

import org.revcor.ObserverFailedException;
import org.revcor.RevcorException;
import org.revcor.cli.StudyServer.RequestFailedException;
import org.revcor.dataset.Fetcher.NotFetchedException;
import org.revcor.inference.MemoryShortageException;
import org.revcor.server.RevcorServer.ServerStartException;
import org.revcor.study.plan.StageFailure;
import org.revcor.worker.cluster.Certificates.KeytoolException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints errors on standard error, as one line if the user can correct them. */
final class ErrorMessages {
  private ErrorMessages() {}

  static int badUsage(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    println(command, error.getMessage() + suggestion(error));
    command.getErr().printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
    return ExitCode.BAD_INPUT;
  }

  static int failure(Exception failure, CommandLine command, boolean verbose) {
    Throwable cause = StageFailure.of(failure);
    if (cause instanceof RevcorException) {
      String.valueOf(cause.getMessage()).lines().forEach(line -> println(command, line));
      return exitCode(cause);
    }
    println(
        command,
        "internal error: " + cause + (verbose ? "" : "; --verbose prints the stack trace"));
    if (verbose) {
      cause.printStackTrace(command.getErr());
    }
    return ExitCode.FAILED;
  }

  private static int exitCode(Throwable cause) {
    return switch (cause) {
      case RequestFailedException response -> response.exitCode();
      case ServerStartException start -> ExitCode.FAILED;
      case NotFetchedException fetch -> ExitCode.FAILED;
      case ObserverFailedException observer -> ExitCode.FAILED;
      case KeytoolException keytool -> ExitCode.FAILED;
      case MemoryShortageException shortage -> ExitCode.FAILED;
      default -> ExitCode.BAD_INPUT;
    };
  }

  private static void println(CommandLine command, String message) {
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + message);
  }

  private static String suggestion(ParameterException error) {
    return error instanceof UnmatchedArgumentException unmatched
            && !unmatched.getSuggestions().isEmpty()
        ? "; did you mean " + unmatched.getSuggestions().getFirst() + "?"
        : "";
  }
}
