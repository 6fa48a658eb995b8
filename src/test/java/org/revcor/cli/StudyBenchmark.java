package org.revcor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.revcor.benchmark.ForwardCeiling;
import org.revcor.benchmark.HeadlessPipeline;
import org.revcor.benchmark.Medians;
import org.revcor.benchmark.Peer;
import org.revcor.benchmark.Pipeline;
import org.revcor.benchmark.PipelineTimer;
import org.revcor.benchmark.PipelineTimer.Speed;
import org.revcor.file.FolderTree;
import org.revcor.inference.BlockDrawer;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.server.Settings;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Measures the speed of a study in rounds, so that other work on the machine affects all figures
 * alike: the whole study between two halves of its network alone, then the peers. Every second
 * round runs in reverse order.
 */
@Command(name = "benchmark")
public final class StudyBenchmark extends PrintingCommand implements Callable<Integer> {
  private static final long UNLIMITED_TRIALS = 1_000_000_000_000L;
  private static final double UNREACHABLE_RELIABILITY = 0.999_999;
  private static final double PRECISION_FACTOR = 1e-3;
  private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @Parameters(paramLabel = "STUDY.conf")
  private Path file;

  @Option(names = "--rounds", description = "Number of rounds.")
  private int rounds = 5;

  @Option(
      names = "--seconds",
      description = "Seconds of the study, and of its network, in a round.")
  private double seconds = 6;

  @Option(names = "--warm-up", description = "Seconds that the study runs before the first round.")
  private double warmUp = 30;

  @Option(names = "--client", description = "Runs in a server with a client of the live feed.")
  private boolean client;

  @ArgGroup(exclusive = false, multiplicity = "0..*")
  private @Nullable List<PeerOptions> peers;

  private static final class PeerOptions {
    @Option(names = "--peer", required = true)
    private String command;

    @Option(names = "--peer-copies", defaultValue = "1")
    private int copies;
  }

  @Mixin private LocalOptions local;

  /**
   * Runs the benchmark.
   *
   * @param arguments words, or one text of words that may be in quotes
   */
  public static void main(String... arguments) {
    String[] words =
        arguments.length == 1
            ? ARGUMENT
                .matcher(arguments[0])
                .results()
                .map(word -> word.group().replaceAll("^(['\"])(.*)\\1$", "$2"))
                .toArray(String[]::new)
            : arguments;
    System.exit(new CommandLine(new StudyBenchmark()).execute(words));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = local.settings();
    LaneSettings laneSettings = local.lanes();
    Materials materials = local.materials();
    Platform platform = Platform.ofThisMachine(laneSettings.kernels());
    Capacity capacity = Capacity.of(platform, laneSettings);
    PreparedStudy requested = PreparedStudy.of(StudyFile.read(file), materials, platform, capacity);
    PreparedStudy study = PreparedStudy.of(endless(requested), materials, platform, capacity);
    Duration window = duration(seconds);
    Duration setting = settings.runs().checkpointInterval();
    Duration checkpoints = setting.compareTo(window) < 0 ? setting : window;
    int threads = platform.lanes(laneSettings.cpuLanes());
    out()
        .printf(
            "%s: %s, %d lanes, batches of %d in blocks of %,d, checkpoints every %s s%n%s%n",
            study.specification().name(),
            study.observer().description().name(),
            threads,
            study.plan().batchSize(),
            study.plan().blockSize(),
            checkpoints.toMillis() / 1e3,
            platform.inWords());
    BlockDrawer drawer =
        new BlockDrawer(study.stimulus().sequence(), study.specification().seed(), study.plan());
    Path folder = Files.createTempDirectory("revcor-benchmark");
    try (ForwardCeiling network =
            ForwardCeiling.of(
                study.protocol(),
                LongStream.range(0, threads).mapToObj(drawer::draw).toList(),
                platform);
        Pipeline pipeline =
            client
                ? new ServedPipeline(
                    study.specification(),
                    study.channels().size(),
                    settings,
                    laneSettings,
                    checkpoints,
                    folder.resolve("run"))
                : new HeadlessPipeline(
                    study,
                    new RunDirectory(folder.resolve("run")),
                    platform,
                    laneSettings,
                    checkpoints)) {
      measure(network, new PipelineTimer(pipeline, study.plan().blockSize()), window);
    } finally {
      new FolderTree(folder).delete();
    }
    return ExitCode.DONE;
  }

  private void measure(ForwardCeiling network, PipelineTimer pipeline, Duration window)
      throws IOException, InterruptedException {
    List<Peer> others =
        peers == null
            ? List.of()
            : peers.stream().map(each -> new Peer(each.command, each.copies)).toList();
    network.run(window.dividedBy(4));
    pipeline.time(Duration.ZERO, duration(warmUp));
    List<Double> alone = new ArrayList<>();
    List<Double> whole = new ArrayList<>();
    List<Double> processorMicros = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    List<List<Double>> speeds =
        others.stream().<List<Double>>map(each -> new ArrayList<>()).toList();
    List<List<Double>> ratios =
        others.stream().<List<Double>>map(each -> new ArrayList<>()).toList();
    for (int round = 0; round < rounds; round++) {
      double[] ofPeers = new double[others.size()];
      boolean peersFirst = round % 2 == 1;
      if (peersFirst) {
        run(others.reversed(), others, ofPeers);
      }
      double first = network.run(window.dividedBy(2)).perSecond();
      Speed study = pipeline.time(window.dividedBy(4), window);
      double ofNetwork = (first + network.run(window.dividedBy(2)).perSecond()) / 2;
      if (!peersFirst) {
        run(others, others, ofPeers);
      }
      alone.add(ofNetwork);
      whole.add(study.perSecond());
      processorMicros.add(study.processorMicros());
      shares.add(100 * study.perSecond() / ofNetwork);
      for (int i = 0; i < ofPeers.length; i++) {
        speeds.get(i).add(ofPeers[i]);
        ratios.get(i).add(study.perSecond() / ofPeers[i]);
      }
      err().printf("round %d of %d%n", round + 1, rounds);
    }
    print("network alone, trials/s", alone, ",.0f");
    print("whole study, trials/s", whole, ",.0f");
    print("whole study, % of the network", shares, ".1f");
    print("whole study, CPU us/trial", processorMicros, ".1f");
    for (int i = 0; i < others.size(); i++) {
      out().printf("peer %d: %d of %s%n", i + 1, others.get(i).copies(), others.get(i).command());
      print("  trials/s", speeds.get(i), ",.0f");
      print("  study / peer", ratios.get(i), ".2f");
    }
  }

  private static void run(List<Peer> ordered, List<Peer> all, double[] speeds)
      throws IOException, InterruptedException {
    for (Peer peer : ordered) {
      speeds[all.indexOf(peer)] = peer.perSecond();
    }
  }

  private void print(String what, List<Double> rounds, String format) {
    out().printf("%-32s %s%n", what, Medians.text(rounds, format));
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  /** Returns the study with the same blocks and an unreachable target, to run for any time. */
  private static StudySpecification endless(PreparedStudy study) {
    JsonNode specification = StudyFile.toJson(study.specification());
    if (specification.path("study") instanceof ObjectNode content) {
      content.put("block-size", study.plan().blockSize());
      ObjectNode stop = content.withObject("/stop");
      stop.remove("time");
      stop.put("max-trials", UNLIMITED_TRIALS);
      if (stop.has("reliability")) {
        stop.put("reliability", UNREACHABLE_RELIABILITY);
      }
      if (stop.has("precision")) {
        stop.put("precision", PRECISION_FACTOR * stop.path("precision").asDouble());
      }
    }
    return StudyFile.of(specification);
  }
}
