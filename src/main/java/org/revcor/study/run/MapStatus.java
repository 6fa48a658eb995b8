package org.revcor.study.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.MapEvaluation;
import org.revcor.estimate.MapEvaluation.Verdict;
import org.revcor.estimate.StoppingRule;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Window;
import org.revcor.schema.Json;
import org.revcor.study.plan.PilotReport;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.ChannelView;
import org.revcor.study.results.EndReason;
import org.revcor.study.specification.MapDependence;

/**
 * The maps of a study at their last evaluation: what its view shows of them.
 *
 * @param look the last evaluation, of no trials before the first
 */
record MapStatus(PreparedStudy study, MapEvaluation look) {
  /** Noise of one block has one dimension; that of a block with 95 % of the power has 1.1. */
  private static final double MAX_DIMENSIONS_OF_ONE = 1.1;

  /** Minimum number of map values at which noise of one dimension is no accident. */
  private static final int MIN_INDEPENDENT = 30;

  /** Returns the expected number of trials until the targets are met; NaN if unknown. */
  double trialsToTargets() {
    return look.trialsTo(rule());
  }

  private StoppingRule rule() {
    return study.specification().stop();
  }

  /**
   * Returns warnings, such as that a precision is out of reach.
   *
   * @param end null while the study runs
   */
  List<String> warnings(@Nullable EndReason end) {
    List<String> all = new ArrayList<>();
    double needed = trialsToTargets();
    if (rule().precision().isPresent()
        && study.maxTrials().isPresent()
        && needed > study.maxTrials().get()) {
      all.add(
          "at the look at trial %d, the targets need about %d trials, more than max-trials"
              .formatted(look.trials(), (long) needed));
    }
    if (end != null && end != EndReason.MAX_TRIALS) {
      fewBlocks().ifPresent(all::add);
    }
    if (study.specification().readout() != ClassReadout.LABEL) {
      coarse().ifPresent(all::add);
    }
    if (hasNoiseOfManyDimensions()) {
      dominated().ifPresent(all::add);
    }
    return all;
  }

  /** Returns whether the noise of blocks is independent in many values, if none dominates. */
  private boolean hasNoiseOfManyDimensions() {
    return MapDependence.of(study.specification()).independent()
        && study.mapValues() >= MIN_INDEPENDENT;
  }

  private Optional<String> dominated() {
    List<String> names =
        IntStream.range(0, look.channels().size())
            .filter(i -> look.channels().get(i).signal().dimensions() < MAX_DIMENSIONS_OF_ONE)
            .mapToObj(study.channels()::get)
            .toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "one block of %d decides these maps, their errors and reliability: %s; it has nearly all of the power of the responses, as by rare outputs that are extreme; take another readout, or find those outputs"
                .formatted(look.trials() / study.plan().blockSize(), PilotReport.listed(names)));
  }

  private Optional<String> coarse() {
    List<Integer> coarse =
        IntStream.range(0, look.channels().size())
            .filter(i -> look.channels().get(i).coarseStep(look.trials()).isPresent())
            .boxed()
            .toList();
    if (coarse.isEmpty()) {
      return Optional.empty();
    }
    int first = coarse.getFirst();
    ChannelStatistics channel = look.channels().get(first);
    boolean isCentred =
        study.specification().readout() instanceof ClassReadout classes && classes.isCentred();
    boolean isConstant =
        !isCentred
            && coarse.stream()
                .map(look.channels()::get)
                .allMatch(each -> each.spread() < each.coarseStep(look.trials()).orElseThrow());
    if (isConstant) {
      return Optional.of(
          "constant output: "
              + PilotReport.listed(coarse.stream().map(study.channels()::get).toList()));
    }
    return Optional.of(
        "rounding of responses makes these maps invalid: %s; the response of %s is about %.2g, where float32 has steps of %.2g, and its standard deviation about %.1g; %s"
            .formatted(
                PilotReport.listed(coarse.stream().map(study.channels()::get).toList()),
                study.channels().get(first),
                channel.count() / look.trials(),
                channel.coarseStep(look.trials()).orElseThrow(),
                channel.spread(),
                isCentred
                    ? "set study.readout.centred to false, since one class changes the mean of all"
                    : "take another readout, or subtract the constant in the network"));
  }

  /** Returns a warning of few blocks, if the study could have had enough of them. */
  private Optional<String> fewBlocks() {
    long blocks = look.trials() / study.plan().blockSize();
    return blocks < StoppingRule.ENOUGH
            && study.blocks() >= StoppingRule.ENOUGH
            && study.specification().estimation().kind().hasBlockErrors()
        ? Optional.of(
            "the study ended after %d blocks; standard errors of fewer than %d are rough, a smaller block-size gives more blocks"
                .formatted(blocks, StoppingRule.ENOUGH))
        : Optional.empty();
  }

  List<ChannelView> channels() {
    return IntStream.range(0, study.channels().size()).mapToObj(this::channel).toList();
  }

  private ChannelView channel(int index) {
    Window window = study.windows().get(index);
    ChannelStatistics channel = look.channels().get(index);
    Verdict verdict = look.verdicts().get(index);
    boolean isConstant = verdict.status() == StoppingStatus.CONSTANT;
    return new ChannelView(
        index,
        study.channels().get(index),
        List.of(window.top(), window.left()),
        channel.count(),
        channel.nEff(),
        new ChannelView.Quality(
            isConstant ? null : Json.finite(channel.reliability()),
            isConstant ? null : Json.finite(channel.assured()),
            Json.finite(verdict.precision()),
            channel.blocks() > 0 ? channel.blocks() : null,
            Json.finite(channel.responses())),
        Json.finite(verdict.trialsTo()),
        verdict.status());
  }
}
