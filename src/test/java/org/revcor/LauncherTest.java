package org.revcor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts the command line and the server. */
final class LauncherTest {
  private static final Path LAUNCHER = Path.of("src/main/dist/bin/revcor").toAbsolutePath();
  private static final String NUMBERS =
      """
      class Numbers {
        public static void main(String[] arguments) {
          System.out.println("%.3f %,d".formatted(0.121, 1_000_000));
        }
      }
      """;

  @TempDir private Path folder;

  /** Runs a command and returns its standard output. */
  private String printed(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(folder.resolve("err.txt").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("err.txt"))).isZero();
    return out;
  }

  /**
   * Returns the options that the launcher passes to Java, read from a fake Java that prints them.
   */
  private List<String> options(Path launcher) throws IOException, InterruptedException {
    Path java = folder.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(
        java,
        """
        #!/bin/sh
        if [ "$1" = -version ]; then echo 'openjdk version "25"' >&2; else printf '%s\n' "$@"; fi
        """);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return printed(
            Map.of("JAVA_HOME", folder.resolve("jdk").toString()),
            List.of("sh", launcher.toString()))
        .lines()
        .toList();
  }

  @Test
  void numberFormatDoesNotDependOnLocale() throws Exception {
    Path program = Files.writeString(folder.resolve("Numbers.java"), NUMBERS);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    options(LAUNCHER).stream().filter(option -> option.startsWith("@")).forEach(command::add);
    command.add(program.toString());

    assertThat(
            printed(Map.of("JAVA_TOOL_OPTIONS", "-Duser.language=de -Duser.country=DE"), command))
        .isEqualToIgnoringNewLines("0.121 1,000,000");
  }

  @Test
  void namesTheArchiveOfClassesAndTheJarsThatItIsOf() throws Exception {
    Path lib = Files.createDirectories(folder.resolve("with space/lib"));
    Path bin = Files.createDirectories(folder.resolve("with space/bin"));
    Path launcher = Files.copy(LAUNCHER, bin.resolve("revcor"));
    for (String jar : List.of("b-2.jar", "B.jar", "a.jar")) {
      Files.createFile(lib.resolve(jar));
    }
    String jars = "%1$s/B.jar:%1$s/a.jar:%1$s/b-2.jar".formatted(lib);
    assertThat(options(launcher))
        .containsSequence("-classpath", jars, "org.revcor.cli.Main")
        .noneMatch(option -> option.contains("SharedArchiveFile"));

    Path archive = Files.createFile(lib.resolve("revcor.jsa"));
    assertThat(options(launcher)).contains("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off");
  }
}
