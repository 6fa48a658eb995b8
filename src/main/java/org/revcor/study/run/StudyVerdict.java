package org.revcor.study.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.ChannelStatistics;
import org.revcor.estimate.MapEvaluation;
import org.revcor.estimate.StoppingRule;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.observer.ClassReadout;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.EndReason;
import org.revcor.study.specification.StudyFile;

/**
 * What a study has found, in one sentence, and the study that would find more. A map is reliable if
 * it has reached the targets of the study, or those of the default rule.
 *
 * @param end null while the study runs
 * @param trialsPerSecond null if unknown
 */
record StudyVerdict(
    PreparedStudy study,
    MapEvaluation look,
    @Nullable EndReason end,
    @Nullable Double trialsPerSecond) {
  private static final List<String> NUMBERS =
      List.of("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");

  /** Components of structured noise. */
  private static final int COMPONENTS = 30;

  /** Trials for each class until the rarest is judged, and its map reliable; those of MNIST. */
  private static final int TRIALS_TO_JUDGE = 300;

  private static final int TRIALS_TO_HALF = 100;

  /** A study of structured noise gets so many times its expected trials. */
  private static final int RESERVE = 10;

  String sentence() {
    long all = study.channels().size();
    long reached = count(StoppingStatus.REACHED);
    long silent = flawed(StudyVerdict::isSilent);
    long coarse = count(StoppingStatus.CONSTANT);
    long invalid =
        Math.min(
            coarse,
            flawed(each -> each.spread() > 0 && each.coarseStep(look.trials()).isPresent()));
    long constant = silent + coarse - invalid;
    long reliable = Math.max(0, reached - silent);
    boolean hasEnded = end != null && end != EndReason.FAILURE;
    List<String> parts = new ArrayList<>();
    parts.add(
        found(reliable, all) + (reliable < all && !hasEnded && look.trials() > 0 ? " so far" : ""));
    long rare = count(StoppingStatus.RARE);
    if (rare > 0) {
      parts.add(
          counted(rare, isOfUnits() ? "hardly ever responded" : "hardly ever occurred") + noise());
    }
    if (constant > 0) {
      parts.add(counted(constant, constant == 1 ? "is constant" : "are constant"));
    }
    if (invalid > 0) {
      parts.add(counted(invalid, invalid == 1 ? "is rounded away" : "are rounded away"));
    }
    long few = count(StoppingStatus.WAITING);
    long unchecked = count(StoppingStatus.UNCHECKED);
    long below = all - reached - rare - few - coarse - unchecked;
    if (!look.refuted().isEmpty()) {
      parts.add("gradients of %,d differ from the average".formatted(look.refuted().size()));
    } else if (unchecked > 0) {
      parts.add("gradients of %,d are unchecked".formatted(unchecked));
    }
    if (hasEnded && few > silent) {
      parts.add(counted(few - silent, "had too few responses"));
    }
    if (hasEnded && below > 0) {
      parts.add(counted(below, "fell short of " + target()));
    }
    return String.join("; ", parts) + "." + projection();
  }

  private static String counted(long number, String what) {
    return "%,d %s".formatted(number, what);
  }

  private String found(long reliable, long all) {
    String one = isOfUnits() ? "unit" : "class";
    String many = isOfUnits() ? "units" : "classes";
    if (reliable == all) {
      return all == 1
          ? "The %s has a reliable map".formatted(one)
          : "%s %s have a reliable map".formatted(capitalised(all), many);
    }
    return reliable == 0
        ? "No %s has a reliable map".formatted(one)
        : "%,d of %,d %s %s a reliable map"
            .formatted(reliable, all, many, reliable == 1 ? "has" : "have");
  }

  private static String capitalised(long number) {
    if (number >= NUMBERS.size()) {
      return "%,d".formatted(number);
    }
    String word = NUMBERS.get((int) number);
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private String noise() {
    return study.specification().stimuli().kind().words().contains("noise")
        ? " under this noise"
        : " with these stimuli";
  }

  private String target() {
    StoppingRule stop = study.specification().stop();
    return stop.precision().isPresent() ? "the targets" : "reliability " + stop.target();
  }

  private boolean isOfUnits() {
    return !(study.specification().readout() instanceof ClassReadout);
  }

  private long count(StoppingStatus status) {
    return look.statuses().stream().filter(status::equals).count();
  }

  private long flawed(Predicate<ChannelStatistics> flaw) {
    return study.specification().readout() == ClassReadout.LABEL || look.trials() == 0
        ? 0
        : look.channels().stream().filter(flaw).count();
  }

  private static boolean isSilent(ChannelStatistics channel) {
    return channel.count() == 0 && Double.isNaN(channel.spread());
  }

  /** Returns the trials after which structured noise is expected to show the rare classes. */
  private long structuredTrials() {
    double target = study.specification().stop().target();
    double needed =
        study.channels().size() * Math.max(TRIALS_TO_JUDGE, TRIALS_TO_HALF * target / (1 - target));
    double unit = Math.pow(10, Math.floor(Math.log10(needed)));
    return (long) (Math.ceil(needed / unit - 1e-9) * unit);
  }

  private String projection() {
    if (followUp().isEmpty()) {
      return "";
    }
    long trials = structuredTrials();
    String time =
        trialsPerSecond == null || trialsPerSecond == 0
            ? ""
            : " (%s)".formatted(time(trials / trialsPerSecond));
    return " Structured noise would show all %,d classes in about %,d trials%s."
        .formatted(study.channels().size(), trials, time);
  }

  private static String time(double seconds) {
    return seconds < 100
        ? "%.0f s".formatted(Math.max(1, Math.ceil(seconds)))
        : "%,.0f min".formatted(Math.ceil(seconds / 60));
  }

  /** Returns the study file of structured noise that would show rare classes; empty if none. */
  Optional<JsonNode> followUp() {
    if (count(StoppingStatus.RARE) == 0 || study.structuredNoise().isEmpty()) {
      return Optional.empty();
    }
    ObjectNode file = (ObjectNode) StudyFile.toJson(study.specification());
    ObjectNode content = (ObjectNode) file.path("study");
    content.retain("seed", "observer");
    content.put("name", study.specification().name() + ", structured noise");
    content.setAll(
        StudyFile.keys(
            "study",
            """
            stimulus { kind = pca-noise, data = %s, components = %d }
            readout { kind = %s }, estimator = regression, block-size = 100
            stop { max-trials = %d, reliability = %s }
            """
                .formatted(
                    study.structuredNoise().orElseThrow(),
                    COMPONENTS,
                    study.specification().readout().word(),
                    RESERVE * structuredTrials(),
                    study.specification().stop().target())));
    return Optional.of(file);
  }
}
