package org.revcor.cli;

import java.io.PrintWriter;
import java.util.function.DoubleFunction;
import org.revcor.benchmark.Baseline;
import org.revcor.benchmark.Check;
import org.revcor.benchmark.Results;
import org.revcor.benchmark.Results.Machine;
import org.revcor.benchmark.Results.Spread;
import org.revcor.benchmark.Subject;

/** Prints the results of a benchmark as tables. */
record BenchReport(PrintWriter out) {
  private static final String QUARTILES = "quartiles";

  void print(Results results) {
    header(results);
    speeds(results);
    out.println();
    stages(results);
    out.println();
    out.printf("peak memory in use: %,.0f MiB%n", results.peakMebibytes());
  }

  private void header(Results results) {
    Subject subject = results.subject();
    Machine machine = results.machine();
    out.printf(
        "%s: %s, %s of one thread, batches of %d in blocks of %,d, checkpoints every %s s%s%n",
        subject.name(),
        subject.observer(),
        subject.lanes() == 1 ? "one lane" : subject.lanes() + " lanes",
        subject.batchSize(),
        subject.blockSize(),
        plain(subject.checkpointSeconds()),
        subject.reader() ? ", one reader of the live feed" : "");
    out.printf(
        "%s, %d processors, %s, Java %s%n",
        machine.processor().isEmpty() ? machine.platform().device() : machine.processor(),
        machine.processors(),
        machine.platform().engine(),
        machine.java());
    if (subject.forwardsPerTrial() != 1) {
      out.printf(
          "the work of a trial equals %s forward passes%n", plain(subject.forwardsPerTrial()));
    }
    out.printf(
        "medians and quartiles of %s%n",
        results.rounds().size() == 1 ? "one round" : results.rounds().size() + " rounds");
    out.println();
  }

  private void speeds(Results results) {
    Table table =
        new Table(
            "", ">trials/s", ">" + QUARTILES, ">of the network", ">" + QUARTILES, ">CPU us/trial");
    table.add(
        "network alone",
        whole(results.ceiling().perSecond().median()),
        range(results.ceiling().perSecond(), BenchReport::whole),
        "",
        "",
        tenths(results.ceiling().processorMicros().median()));
    table.add(
        "whole study",
        whole(results.pipeline().perSecond().median()),
        range(results.pipeline().perSecond(), BenchReport::whole),
        percent(results.share().median()),
        range(results.share(), BenchReport::percent),
        tenths(results.pipeline().processorMicros().median()));
    table.lines().forEach(out::println);
    out.printf(
        "the network takes %s (%s) of the study's CPU time%n",
        percent(results.processorShare().median()),
        range(results.processorShare(), BenchReport::percent));
    if (!results.peers().isEmpty()) {
      out.println();
      peers(results);
      out.println();
      for (int i = 0; i < results.peers().size(); i++) {
        out.printf("peer %d: %s%n", i + 1, results.peers().get(i).command());
      }
    }
  }

  private void peers(Results results) {
    Table table =
        new Table(
            "",
            ">copies",
            ">trials/s",
            ">" + QUARTILES,
            ">study speed / peer speed",
            ">" + QUARTILES);
    for (int i = 0; i < results.peers().size(); i++) {
      Results.Peer peer = results.peers().get(i);
      table.add(
          "peer " + (i + 1),
          String.valueOf(peer.copies()),
          whole(peer.perSecond().median()),
          range(peer.perSecond(), BenchReport::whole),
          hundredths(peer.pipelineOfPeer().median()),
          range(peer.pipelineOfPeer(), BenchReport::hundredths));
    }
    table.lines().forEach(out::println);
  }

  private void stages(Results results) {
    Table table =
        new Table(
            "stage alone",
            ">us/trial",
            ">" + QUARTILES,
            ">of the network",
            ">" + QUARTILES,
            ">CPU us/trial");
    results
        .stages()
        .forEach(
            (stage, costs) ->
                table.add(
                    stage.word(),
                    fine(costs.micros().median()),
                    range(costs.micros(), BenchReport::fine),
                    percent(costs.ofForward().median()),
                    range(costs.ofForward(), BenchReport::percent),
                    fine(costs.processorMicros().median())));
    table.add(
        "sum",
        fine(results.sumOfStagesMicros().median()),
        range(results.sumOfStagesMicros(), BenchReport::fine),
        "",
        "",
        fine(results.sumOfStagesProcessorMicros().median()));
    table.add(
        "whole study",
        fine(results.pipelineMicros().median()),
        range(results.pipelineMicros(), BenchReport::fine),
        "",
        "",
        fine(results.pipeline().processorMicros().median()));
    table.lines().forEach(out::println);
  }

  /** Prints the ratios beside the ratios of an earlier measurement. */
  void print(Check check, Baseline before, Results now) {
    out.println();
    if (!before.processor().equals(now.machine().processor())) {
      out.printf(
          "note: %s was measured on a different processor, %s%n",
          before.file(), before.processor());
    }
    Table table = new Table("of the network", ">before", ">now", ">limit", "");
    for (Check.Line line : check.lines()) {
      table.add(
          line.what(),
          percent(line.before()),
          percent(line.now()),
          (line.atLeast() ? "min " : "max ") + percent(line.limit()),
          line.slower() ? "SLOWER" : "");
    }
    table.lines().forEach(out::println);
    check.lines().stream()
        .filter(Check.Line::slower)
        .forEach(
            line ->
                out.printf(
                    "slower: %s is %s and was %s; the limit is %s%n",
                    line.what(),
                    percent(line.now()),
                    percent(line.before()),
                    percent(line.limit())));
  }

  private static String range(Spread spread, DoubleFunction<String> format) {
    return format.apply(spread.low()) + " - " + format.apply(spread.high());
  }

  private static String whole(double value) {
    return ProgressLine.grouped(value);
  }

  private static String tenths(double value) {
    return "%,.1f".formatted(value);
  }

  private static String hundredths(double value) {
    return "%.2f".formatted(value);
  }

  private static String fine(double value) {
    return "%,.3f".formatted(value);
  }

  private static String percent(double value) {
    return "%.1f %%".formatted(100 * value);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? whole(value) : String.valueOf(value);
  }
}
