package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.revcor.InvalidInputException;
import org.revcor.ObserverFailedException;
import org.revcor.RevcorException;
import org.revcor.inference.MemoryShortageException;
import picocli.CommandLine;

final class ErrorMessagesTest {
  private final StringWriter err = new StringWriter();
  private final CommandLine command = Main.commandLine().setErr(new PrintWriter(err, true));

  @Test
  void badInput_isOneLine() {
    Exception wrapped = new CompletionException(new InvalidInputException("port", "x", "a number"));
    assertThat(Main.failure(wrapped, command, false)).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("revcor: port is x; it must be a number\n");
  }

  @Test
  void whatFailsOnTheWay_isNoBadInput() {
    List<RevcorException> failures =
        List.of(
            new ObserverFailedException("observer a.pt answered with NaN"),
            MemoryShortageException.ofStimuli(50, 1 << 20, new OutOfMemoryError("full")));
    for (RevcorException failure : failures) {
      Exception wrapped = new CompletionException(failure);
      assertThat(Main.failure(wrapped, command, false)).isEqualTo(1);
    }
    assertThat(err.toString().lines())
        .containsExactlyElementsOf(
            failures.stream().map(failure -> "revcor: " + failure.getMessage()).toList());
  }

  @Test
  void fault_isOneLineWithoutATrace() {
    assertThat(Main.failure(new IllegalStateException("broken"), command, false)).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "revcor: internal error: java.lang.IllegalStateException: broken; --verbose prints the"
                + " stack trace\n");
  }

  @Test
  void fault_verboseTellsWhere() {
    assertThat(Main.failure(new IllegalStateException("broken"), command, true)).isEqualTo(1);
    assertThat(err.toString())
        .contains("at org.revcor.cli.ErrorMessagesTest.fault_verboseTellsWhere");
  }
}
