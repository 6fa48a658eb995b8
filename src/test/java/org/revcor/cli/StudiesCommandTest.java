package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
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
    assertThat(runOk("studies").out()).contains(id);
    JsonNode json = Json.MAPPER.readTree(runOk("studies", "--json").out());
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

    assertThat(runOk("studies", "delete", id, some).out())
        .isEqualTo("%s deleted\n%s deleted\n".formatted(id, some));
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
