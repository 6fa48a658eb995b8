package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.revcor.dataset.CifarFiles;
import org.revcor.dataset.IdxFiles;

/** Runs the studies and analyses of {@code digests/runs.conf} by the command line. */
final class DigestedRuns {
  /** Names of studies and analyses with what they are. */
  static final Config RUNS =
      ConfigFactory.parseResources(DigestedRuns.class, "digests/runs.conf").resolve();

  private static final String TORCHSCRIPT = "/org/revcor/observer/file/";
  private static final Pattern ARRAYS =
      Pattern.compile(
          "(maps|counts|classification|stc-covariance|stc-eigenvalues|nmf|bayesian-axes)\\.npy"
              + "|(findings|significance|bayesian|nmf)\\.json");

  /** Arrays of more values are not stored. */
  private static final int MAX_VALUES = 10_000;

  private final Path folder;
  private final String lanes;
  private final SortedMap<String, String> digests = new TreeMap<>();
  private final SortedMap<String, float[]> arrays = new TreeMap<>();
  private String platform = "";

  private DigestedRuns(Path folder, int lanes) {
    this.folder = folder;
    this.lanes = Integer.toString(lanes);
  }

  /**
   * Runs all of them.
   *
   * @param folder an empty folder
   */
  static DigestedResults of(Path folder, int lanes) throws IOException {
    DigestedRuns runs = new DigestedRuns(folder, lanes);
    runs.writeInputs();
    for (String arguments : RUNS.getStringList("trained")) {
      runs.command(List.of("train"), arguments, "--threads", "1");
    }
    for (String name : new TreeSet<>(RUNS.getObject("studies").keySet())) {
      runs.study(name);
    }
    for (String name : RUNS.getObject("analyses").keySet()) {
      runs.analysis(name, RUNS.getString("analyses." + name));
    }
    return new DigestedResults(runs.platform, runs.digests, runs.arrays);
  }

  private static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(DigestedRuns.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void writeInputs() throws IOException {
    IdxFiles.writeMnist(folder.resolve("datasets"), 600, 200);
    IdxFiles.writeLike("fashion-mnist", folder.resolve("datasets"), 100, 100);
    CifarFiles.writeAll(folder.resolve("datasets/cifar-10"));
    Files.copy(resource("digests/conv2.npy"), folder.resolve("conv2.npy"));
    Files.copy(resource("digests/recorded.npy"), folder.resolve("recorded.npy"));
    Path observers = Files.createDirectories(folder.resolve("observers"));
    ConfigObject cards = RUNS.getObject("cards");
    for (String name : cards.keySet()) {
      for (Path place : List.of(folder, observers)) {
        Files.copy(resource(TORCHSCRIPT + name + ".pt"), place.resolve(name + ".pt"));
      }
      String card = cards.get(name).render(ConfigRenderOptions.concise());
      Files.writeString(observers.resolve(name + ".json"), card);
    }
  }

  private void study(String name) throws IOException {
    Config study = RUNS.getConfig("studies." + name);
    String text = study.root().render(ConfigRenderOptions.concise());
    Path file = Files.writeString(folder.resolve(name + ".conf"), "{\"study\": " + text + "}");
    Path out = folder.resolve("studies").resolve(name);
    command(List.of("run", file.toString()), "--quiet", "--out", out.toString());
    platform = platform(out);
    add(name, out, Set.of());
  }

  private static String platform(Path study) throws IOException {
    JsonNode summary = new ObjectMapper().readTree(study.resolve("summary.json").toFile());
    JsonNode platform = summary.path("plan").path("platform");
    return "%s; %s; %s; sums %s"
        .formatted(
            platform.path("device").textValue(),
            platform.path("instructions").textValue(),
            platform.path("engine").textValue(),
            platform.path("sums").textValue());
  }

  private void analysis(String name, String arguments) throws IOException {
    Path out = folder.resolve("analyses").resolve(name);
    String located =
        arguments.replace("%", folder + "/").replaceAll(" @", " " + folder + "/studies/");
    if (!arguments.startsWith("@")) {
      command(List.of("analyse"), located, "--quiet", "--out", out.toString());
      add(name, out, Set.of());
      return;
    }
    String study = arguments.substring(1).split(" ", 2)[0];
    Files.createDirectories(out);
    Set<Path> before = new HashSet<>();
    for (Path file : files(folder.resolve("studies").resolve(study))) {
      before.add(Files.copy(file, out.resolve(file.getFileName())));
    }
    exitsWell(List.of("analyse", out.toString()), arguments.substring(1 + study.length()).strip());
    add(name, out, before);
  }

  private void command(List<String> command, String arguments, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--data-dir", folder.toString(), "--datasets", folder + "/datasets"));
    if (!command.contains("train")) {
      all.addAll(List.of("--lanes", lanes));
    }
    exitsWell(command, arguments, all.toArray(String[]::new));
  }

  /** Runs a command that must end well. */
  private static void exitsWell(List<String> command, String arguments, String... options) {
    List<String> all = new ArrayList<>(command);
    Stream.of(arguments.split(" ")).filter(word -> !word.isEmpty()).forEach(all::add);
    all.addAll(List.of(options));
    CommandRun run = CommandRun.of(all.toArray(String[]::new));
    assertThat(run.exitCode()).as("%s: %s", all, run.err()).isZero();
  }

  private void add(String run, Path results, Collection<Path> others) throws IOException {
    for (Path file : files(results)) {
      if (others.contains(file)) {
        continue;
      }
      String name = run + "/" + file.getFileName();
      DigestedFile digested = new DigestedFile(file, folder);
      digests.put(name, digested.digest());
      if (ARRAYS.matcher(file.getFileName().toString()).matches()) {
        for (Map.Entry<String, float[]> array : digested.arrays().entrySet()) {
          if (array.getValue().length <= MAX_VALUES) {
            arrays.put(name + array.getKey(), array.getValue());
          }
        }
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("digests.json"))
          .sorted()
          .toList();
    }
  }
}
