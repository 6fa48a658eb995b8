package org.revcor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.revcor.FreePort;
import org.revcor.benchmark.Medians;

/**
 * Measures the speed of a study on one worker with two lanes, and on two workers with one lane
 * each, in alternation on this machine.
 *
 * <p>{@code mvn -q test-compile exec:exec@benchmark
 * -Dbenchmark.main=org.revcor.cli.ClusterBenchmark}
 */
final class ClusterBenchmark {
  private static final int ROUNDS = 3;
  private static final int WARM_UP_SECONDS = 30;
  private static final int SECONDS = 20;
  private static final Map<String, String> JAVA = Map.of(CommandProcess.JAVA_OPTIONS, "-Xmx512m");

  private ClusterBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    List<Double> one = new ArrayList<>();
    List<Double> two = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      boolean isOneFirst = round % 2 == 0;
      double first = speed(isOneFirst ? 1 : 2);
      double second = speed(isOneFirst ? 2 : 1);
      one.add(isOneFirst ? first : second);
      two.add(isOneFirst ? second : first);
      ratios.add(two.getLast() / one.getLast());
    }
    System.out.println("one worker of two lanes, trials/s: " + Medians.text(one, ",.0f"));
    System.out.println("two workers of one lane, trials/s: " + Medians.text(two, ",.0f"));
    System.out.println("two workers / one worker: " + Medians.text(ratios, ".2f"));
  }

  private static double speed(int workers) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("revcor-cluster");
    int port = FreePort.find();
    List<CommandProcess> started = new ArrayList<>();
    try (ServerProcess server =
        ServerProcess.start(
            folder.resolve("server"),
            folder,
            Map.of(
                "REVCOR_WORKERS_LOCAL",
                "0",
                "REVCOR_CLUSTER_PORT",
                Integer.toString(port),
                CommandProcess.JAVA_OPTIONS,
                "-Xmx512m"))) {
      server.address();
      for (int worker = 0; worker < workers; worker++) {
        started.add(
            CommandProcess.start(
                folder,
                JAVA,
                "worker",
                "--join",
                "127.0.0.1:" + port,
                "--lanes",
                Integer.toString(2 / workers),
                "--data-dir",
                folder.resolve("worker-" + worker).toString()));
      }
      return StudySpeed.start(server, WARM_UP_SECONDS).measure(SECONDS);
    } finally {
      started.forEach(CommandProcess::close);
    }
  }
}
