package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

final class MainTest {

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommand_hasHelpAndVersion(String command) {
    CommandRun help = CommandRun.of((command + " --help").split(" ")).exited(0);
    assertThat(help.out())
        .startsWith("Usage: revcor " + command + " ")
        .contains("--verbose")
        .doesNotContain("()");
    assertThat(help.err()).isEmpty();
    assertThat(CommandRun.of((command + " --version").split(" ")).exited(0).out())
        .isEqualTo("revcor (development)\n");
  }

  private static Stream<String> commands() {
    return commands(Main.commandLine());
  }

  private static Stream<String> commands(CommandLine parent) {
    return parent.getSubcommands().values().stream()
        .flatMap(
            command ->
                Stream.concat(
                    Stream.of(command.getCommandSpec().qualifiedName().replace("revcor ", "")),
                    commands(command)));
  }

  @Test
  void help_listsTheCommands() {
    CommandRun help = CommandRun.of("--help").exited(0);
    assertThat(Main.commandLine().getSubcommands().keySet())
        .allSatisfy(command -> assertThat(help.out()).contains("\n  " + command + " "));
  }

  @Test
  void noCommand() {
    CommandRun run = CommandRun.of().exited(2);
    assertThat(run.err())
        .startsWith(
            "revcor: missing command: serve, worker, workers, run, known, compare, fold, refold, analyse, reproduce, observers, stimuli, train, fit, data, studies, report, token, doctor")
        .endsWith("Try 'revcor --help'.\n");
  }

  @Test
  void unknownCommand() {
    assertThat(CommandRun.of("trian").exited(2).err())
        .isEqualTo(
            """
            revcor: Unmatched argument at index 0: 'trian'; did you mean train?
            Try 'revcor --help'.
            """);
  }

  @Test
  void unknownOption() {
    assertThat(CommandRun.of("observers", "--data-dri", "x").exited(2).err())
        .isEqualTo(
            """
            revcor observers: Unknown options: '--data-dri', 'x'; did you mean --data-dir?
            Try 'revcor observers --help'.
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "studies --server http://127.0.0.1:1 stop 1, studies, --server is given before stop, give it"
        + " after stop",
    "studies --token abc pause 1, studies, --token is given before pause, give it after pause",
    "studies --json stop 1, studies, --json is given before stop, give it after stop",
    "data --datasets x fetch mnist, data, --datasets is given before fetch, give it after fetch",
    "observers --data-dir x show mnist-cnn, observers, --data-dir is given before show, give it"
        + " after show",
    "analyse --level 0.1 psychometric --observer mnist-cnn, analyse, --level is given before"
        + " psychometric, psychometric does not take it"
  })
  void optionBeforeASubcommand(
      String arguments, String command, String problem, String correction) {
    assertThat(CommandRun.of(arguments.split(" ")))
        .isEqualTo(
            new CommandRun(
                2,
                "",
                """
                revcor %s: %s; %s
                Try 'revcor %s --help'.
                """
                    .formatted(command, problem, correction, command)));
  }

  @Test
  void commonOptionsMayStandBeforeASubcommand() {
    assertThat(CommandRun.of("--verbose", "observers", "--verbose", "show", "mnist-cnn"))
        .extracting(CommandRun::exitCode)
        .isEqualTo(0);
    assertThat(CommandRun.of("studies", "--help", "list").out())
        .startsWith("Usage: revcor studies ");
  }

  @Test
  void optionOfTheWrongType() {
    assertThat(CommandRun.of("stimuli", "a.conf", "--out", "b", "--count", "two").exited(2).err())
        .startsWith("revcor stimuli: Invalid value for option '--count': 'two' is not an int\n");
  }

  @Test
  void observers_listsWhatComesWithRevcor(@TempDir Path folder) {
    CommandRun run = CommandRun.of("observers", "--data-dir", folder.toString()).exited(0);
    List<String> lines = run.out().lines().toList();
    assertThat(lines.getFirst().split(" +"))
        .containsExactly(
            "name", "origin", "input", "output", "classes", "accuracy", "layers", "problem");
    assertThat(lines)
        .filteredOn(line -> line.startsWith("mnist-cnn "))
        .singleElement()
        .asString()
        .containsPattern(" shipped +1 x 28 x 28 +logits +10 +99\\.\\d\\d % +10$");
    assertThat(lines.getLast())
        .isEqualTo("Other networks are read from " + folder.resolve("observers"));
    assertThat(run.err()).isEmpty();
  }
}
