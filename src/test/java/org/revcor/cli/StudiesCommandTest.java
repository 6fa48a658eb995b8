package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.schema.Json;
import org.revcor.server.RevcorServer;
import org.revcor.server.Settings;
import org.revcor.server.Settings.SettingsSources;
import org.revcor.study.specification.StudyFile;

/** Tests commands that send requests to a running server. */
final class StudiesCommandTest {
  private static final String NOBODY = "http://127.0.0.1:1";

  @TempDir static Path data;
  @TempDir static Path folder;
  private static RevcorServer server;

  @BeforeAll
  static void start() {
    Settings settings =
        Settings.read(
            new SettingsSources(
                Optional.empty(),
                Map.of(),
                Map.of("data-dir", data.toString(), "port", "0", "lanes.cpu-lanes", "1")));
    server = RevcorServer.start(settings).toCompletableFuture().join();
    server.startLanes().toCompletableFuture().join();
  }

  @AfterAll
  static void stop() {
    server.stop().toCompletableFuture().join();
  }

  @Test
  void listsAsATable_andAsJson() throws IOException {
    String id = ended("listed", 1_000);
    List<String> lines = runOk("studies").out().lines().toList();

    assertThat(lines.getFirst().split(" +"))
        .containsExactly("id", "state", "trials", "reliability", "on", "disk", "name", "owner");
    assertThat(lines)
        .filteredOn(line -> line.startsWith(id))
        .singleElement()
        .asString()
        .matches(id + "  finished +1,000 +[0-9.]* +\\d+\\.\\d MiB  listed");
    assertThat(runOk("studies", "list").out()).contains(id);
    JsonNode json = Json.MAPPER.readTree(runOk("studies", "list", "--json").out());
    assertThat(json.findValuesAsText("id")).contains(id);
    assertThat(study(id).path("diskBytes").longValue()).isPositive();
  }

  @Test
  void pausesResumesExtendsClonesStopsAndDeletes() throws IOException {
    String id = begun("long", 1_000_000_000);
    assertThat(runOk("studies", "pause", id).out()).isEqualTo(id + " pausing\n");
    await(id, "paused");
    assertThat(runOk("studies", "pause", id).out()).isEqualTo(id + " paused\n");
    assertThat(runOk("studies", "resume", id).out()).isEqualTo(id + " resumed\n");
    assertThat(runOk("studies", "stop", id).out()).isEqualTo(id + " stopping\n");
    await(id, "finished");
    assertThat(runOk("studies", "resume", "--fresh", id).out()).isEqualTo(id + " restarted\n");
    runOk("studies", "stop", id);
    await(id, "finished");

    String some = ended("some", 1_000);
    assertThat(runOk("studies", "extend", "--max-trials", "2000", some).out())
        .isEqualTo(some + " resumed, up to 2,000 trials\n");
    await(some, "finished");
    assertThat(study(some).path("trials").longValue()).isEqualTo(2_000);

    JsonNode clones =
        Json.MAPPER.readTree(
            runOk("studies", "clone", "--seed", "8", "--name", "again", "--json", some).out());
    String clone = clones.path(0).path("id").textValue();
    await(clone, "finished");
    assertThat(study(clone).path("seed").longValue()).isEqualTo(8);
    assertThat(study(clone).path("name").textValue()).isEqualTo("again");

    assertThat(runOk("studies", "delete", id, some, clone).out())
        .isEqualTo("%s deleted\n%s deleted\n%s deleted\n".formatted(id, some, clone));
    assertThat(runOk("studies").out()).doesNotContain(id).doesNotContain(some);
  }

  @Test
  void oneThatIsRefusedIsTold_andTheOthersAreNotLeftOut() {
    String id = ended("complete", 1_000);
    CommandRun run = run("studies", "resume", "nothing", id).exited(2);
    assertThat(run.err())
        .isEqualTo(
            """
            revcor studies resume: study nothing does not exist
            revcor studies resume: study %s is complete; extend it by more trials, or clone it
            """
                .formatted(id));
    run("studies", "resume", id).exited(1);
    assertThat(runOk("studies", "delete", id).out()).isEqualTo(id + " deleted\n");
  }

  @Test
  void anUnavailableServerIsReportedOnOneLine() {
    assertThat(CommandRun.of("studies", "--server", NOBODY).exited(1).err())
        .isEqualTo(
            "revcor studies: no server at http://127.0.0.1:1; start one with revcor serve, or give"
                + " its address with --server\n");
    assertThat(CommandRun.of("studies", "--server", "8080").exited(2).err())
        .isEqualTo(
            "revcor studies: --server is 8080; it must be an address such as"
                + " http://127.0.0.1:8080\n");
  }

  @Test
  void aBlankTokenOrAuthorityIsNone() {
    CommandRun run = CommandRun.of("studies", "--server", NOBODY, "--token", "", "--ca", "");
    assertThat(run.exited(1).err()).startsWith("revcor studies: no server at " + NOBODY);
  }

  @Test
  void importRefusesAFolderBeforeItIsSent() {
    assertThat(CommandRun.of("import", folder.toString(), "--server", NOBODY))
        .isEqualTo(
            new CommandRun(
                2,
                "",
                "revcor import: FILE.zip is %s, which cannot be read; it must be an archive of revcor export\n"
                    .formatted(folder)));
  }

  @Test
  void exportsAndImports() throws IOException {
    String id = ended("exported", 1_000);
    Path file = folder.resolve("exported.zip");
    assertThat(runOk("export", id, "--out", file.toString()).out())
        .matches("wrote \\Q%s\\E, \\d+\\.\\d MiB\n".formatted(file));
    assertThat(run("export", id, "--out", file.toString()).exited(2).err())
        .isEqualTo(
            "revcor export: --out is %s, which exists; it must be a file that does not exist\n"
                .formatted(file));

    assertThat(runOk("import", file.toString()).out())
        .matches(
            "study \\S+ \"exported\" is imported, finished after 1,000 trials\n(warning: .*\n)*")
        .endsWith(
            "warning: the archive is of study %s, whose id this server has used; it may have been imported before\n"
                .formatted(id));
    byte[] damaged = Files.readAllBytes(file);
    damaged[damaged.length / 2] ^= 1;
    Path bad = Files.write(folder.resolve("damaged.zip"), damaged);
    assertThat(run("import", bad.toString()).exited(2).err())
        .matches("revcor import: \\S+ is damaged: .*; it must be as written by revcor export\n");
    assertThat(run("import", folder.resolve("none.zip").toString()).err())
        .isEqualTo(
            "revcor import: FILE.zip is %s, which cannot be read; it must be an archive of revcor export\n"
                .formatted(folder.resolve("none.zip")));
    assertThat(
            run("export", "nothing", "--out", folder.resolve("x.zip").toString()).exited(2).err())
        .isEqualTo("revcor export: study nothing does not exist\n");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(each -> each.getFileName().toString().contains("part"));
    }
  }

  @Test
  void exportsAFolderWithoutAServer() throws IOException {
    String id = ended("folder", 1_000);
    Path served = folder.resolve("asked.zip");
    Path alone = folder.resolve("alone.zip");
    runOk("export", id, "--out", served.toString());
    CommandRun.of(
            "export",
            data.resolve("studies").resolve(id).toString(),
            "--out",
            alone.toString(),
            "--data-dir",
            data.toString())
        .exited(0);
    assertThat(alone).hasSameBinaryContentAs(served);
    assertThat(
            CommandRun.of("export", folder.toString(), "--out", folder.resolve("y.zip").toString())
                .exited(2)
                .err())
        .isEqualTo(
            "revcor export: DIR is %s (contains no study); it must be the run directory of a finished or paused study\n"
                .formatted(folder));
  }

  @Test
  void prunesOldStudiesOnlyIfConfirmed() throws IOException {
    String id = ended("old", 1_000);
    assertThat(runOk("prune").out()).isEqualTo("nothing to delete\n");
    String dry = runOk("prune", "--older-than", "0m", "--dry-run").out();
    assertThat(dry)
        .contains(id)
        .containsPattern("\n(1 study|\\d+ studies) with all results, .* would be deleted\n$");

    assertThat(run("prune", "--older-than", "0m").exited(2).err())
        .isEqualTo("revcor prune: --yes is missing; it must be given without a terminal\n");
    assertThat(run("prune", "--older-than", "soon").err())
        .isEqualTo(
            "revcor prune: --older-than is soon; it must be an age such as 90m, 12h or 30d\n");

    long before = study(id).path("diskBytes").longValue();
    assertThat(runOk("prune", "--older-than", "0m", "--checkpoints", "--yes").out())
        .containsPattern("\n\\d+\\.\\d MiB freed\n$");
    assertThat(study(id).path("checkpoint").isNull()).isTrue();
    assertThat(study(id).path("diskBytes").longValue()).isLessThan(before);
    runOk("prune", "--older-than", "0m", "--yes");
    assertThat(runOk("studies").out()).doesNotContain(id);
  }

  private static CommandRun run(String... arguments) {
    return CommandRun.of(
        Stream.concat(Stream.of(arguments), Stream.of("--server", server.uri().toString()))
            .toArray(String[]::new));
  }

  private static CommandRun runOk(String... arguments) {
    CommandRun run = run(arguments).exited(0);
    assertThat(run.err()).isEmpty();
    return run;
  }

  private static JsonNode study(String id) throws IOException {
    for (JsonNode study : Json.MAPPER.readTree(runOk("studies", "--json").out())) {
      if (study.path("id").textValue().equals(id)) {
        return study;
      }
    }
    throw new AssertionError("no study " + id);
  }

  private static String begun(String name, long trials) {
    return server
        .submit(
            StudyFile.parseJson(
                """
                {"study": {"name": "%s", "seed": 7, "observer": {"model": "mnist-cnn"}, "stimulus": {"kind": "white-noise"},
                 "readout": {"kind": "label"}, "block-size": 100, "stop": {"max-trials": %d}}}\
                """
                    .formatted(name, trials)))
        .toCompletableFuture()
        .join()
        .id();
  }

  private static String ended(String name, long trials) {
    String id = begun(name, trials);
    await(id, "finished");
    return id;
  }

  private static void await(String id, String state) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
    try {
      while (!study(id).path("state").textValue().equals(state)) {
        assertThat(System.nanoTime()).as("deadline").isLessThan(end);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
