package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.revcor.file.Npy;

/** Commands of the manual are valid, and those of its guide run. */
final class ManualCommandsTest {
  private static final Path DOCS = Path.of("docs").toAbsolutePath();
  private static final Pattern BLOCK = Pattern.compile("(?m)^```(\\w*)\n([^`]*?)^```");
  private static final Pattern COMMAND = Pattern.compile("(?m)^(?:\\$ )?revcor((?: .*)?)$");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

  /** Files and folders that the commands of the guide read and write. */
  private static final Pattern FILE = Pattern.compile("runs/.*|[\\w-]+\\.(?:conf|npy|onnx)");

  /** Pages in the order in which their commands run. */
  private static final List<String> GUIDE =
      List.of(
          "first-maps",
          "your-network",
          "every-class",
          "which-noise",
          "reading-maps",
          "how-many-trials",
          "black-boxes",
          "comparing",
          "sharing",
          "trouble");

  @TempDir private Path folder;

  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(DOCS)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().matches(".*/docs/(?:reproduction|decisions).*"))
          .filter(file -> !commands(read(file)).isEmpty())
          .sorted()
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<List<String>> commands(String page) {
    return BLOCK
        .matcher(page)
        .results()
        .map(block -> block.group(2).replaceAll("\\\\\n", "").replaceAll("(?m) +#.*$", ""))
        .flatMap(block -> COMMAND.matcher(block).results())
        .map(command -> words(command.group(1)))
        .toList();
  }

  private static List<String> words(String command) {
    return WORD.matcher(command)
        .results()
        .map(word -> Stream.of(1, 2, 3).map(word::group).filter(x -> x != null).findFirst())
        .map(word -> word.orElseThrow())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void commandsAreValid(Path page) {
    for (List<String> command : commands(read(page))) {
      String[] arguments = command.toArray(String[]::new);
      assertThatCode(() -> Main.commandLine(arguments).parseArgs(arguments))
          .as("revcor %s", command)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void theGuideHasThePagesThatRun() throws IOException {
    try (Stream<Path> files = Files.list(DOCS.resolve("guide"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(GUIDE.stream().map(page -> page + ".md"), Stream.of("notebook.ipynb"))
                  .toList());
    }
  }

  @Test
  @Tag("full")
  void theGuideRuns() throws IOException, InterruptedException {
    makeFiles();
    List<String> ran = new ArrayList<>();
    for (String page : GUIDE) {
      String text = read(DOCS.resolve("guide").resolve(page + ".md"));
      for (MatchResult block :
          Pattern.compile("```hocon\n# (\\S+)\n").matcher(text).results().toList()) {
        int end = text.indexOf("```", block.end());
        Files.writeString(folder.resolve(block.group(1)), text.substring(block.end(), end));
      }
      for (List<String> command : commands(text)) {
        if (!command.getFirst().equals("serve") && !command.getFirst().equals("refold")) {
          run(command);
          ran.add(command.getFirst());
        }
      }
      if (page.equals("sharing")) {
        runPrograms(text);
      }
    }
    assertThat(ran).contains("run", "known", "fold", "compare", "analyse", "report", "observers");
  }

  private void run(List<String> command) {
    List<String> inFolder =
        command.stream()
            .map(word -> FILE.matcher(word).matches() ? folder.resolve(word).toString() : word)
            .toList();
    CommandRun.of(inFolder).exited(0);
  }

  /** Makes the files that a reader brings: a network, and stimuli with responses. */
  private void makeFiles() throws IOException, InterruptedException {
    String recipe = read(DOCS.resolve("guide/your-network.md")).split("\n### ONNX\n", -1)[1];
    python(
        """
        import torch
        network = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(3 * 64 * 64, 5))
        %s
        """
            .formatted(recipe.split("```", -1)[1].replaceFirst("python\n", "")));
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    float[] stimuli = new float[2000 * 16];
    float[] responses = new float[2000];
    for (int i = 0; i < stimuli.length; i++) {
      stimuli[i] = (float) random.nextGaussian();
      responses[i / 16] += i % 16 == 5 ? stimuli[i] : 0;
    }
    Files.write(folder.resolve("stimuli.npy"), Npy.floats(stimuli, 2000, 4, 4));
    Files.write(folder.resolve("spikes.npy"), Npy.floats(responses, 2000));
  }

  /** Runs the programs of a page, or compiles those that need matplotlib. */
  private void runPrograms(String page) throws IOException, InterruptedException {
    for (MatchResult block : BLOCK.matcher(page).results().toList()) {
      if (block.group(1).equals("python")) {
        String program = block.group(2);
        python(program.contains("matplotlib") ? "def unused():\n" + program.indent(2) : program);
      }
    }
  }

  private void python(String program) throws IOException, InterruptedException {
    Path output = folder.resolve("python.txt");
    Process process =
        new ProcessBuilder("/usr/bin/python3", "-c", program)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(read(output)).isZero();
  }
}
