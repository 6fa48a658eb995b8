package org.revcor.analysis.activity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.Parameter;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Readout;
import org.revcor.study.results.ChannelView;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyView;

/** {@code frequencies}: class frequencies under noise (the paper's Figs 2A and 5, Table 1). */
public final class FrequenciesAnalysis extends Analysis {
  private static final String STUDY = "study";

  private static final List<Readout> COUNTED =
      List.of(ClassReadout.LABEL, ClassReadout.PROBABILITY);

  public FrequenciesAnalysis() {
    super(
        "frequencies",
        "How often noise is classified as each class, which classes are empty, and which have"
            + " a reliable map.",
        List.of(Parameter.study(STUDY, "A finished study with readout label or probability.")));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    EndedStudy study = context.study(STUDY, arguments.text(STUDY));
    StudyView view = study.view();
    Readout readout = study.specification().readout();
    if (!COUNTED.contains(readout)) {
      throw new InvalidInputException(
          STUDY,
          "%s, a study with readout %s%s, whose sums are not counts"
              .formatted(
                  arguments.text(STUDY),
                  readout instanceof ClassReadout kind && kind.isCentred() ? "centred " : "",
                  readout.word()),
          "a study with readout label or probability, not centred");
    }
    List<ChannelView> channels = view.channels();
    double sum = channels.stream().mapToDouble(ChannelView::count).sum();
    List<List<Object>> rows = new ArrayList<>();
    List<String> empty = new ArrayList<>();
    double entropy = 0;
    ChannelView most = channels.getFirst();
    for (ChannelView channel : channels) {
      double share = channel.count() / sum;
      entropy -= share > 0 ? share * Math.log(share) / Math.log(2) : 0;
      most = channel.count() > most.count() ? channel : most;
      if (channel.count() == 0) {
        empty.add(channel.name());
      }
      Double reliability = channel.quality().reliability();
      rows.add(
          List.of(
              channel.name(),
              channel.count(),
              share,
              reliability == null ? Double.NaN : reliability));
    }
    SequencedMap<String, Object> conventions = new LinkedHashMap<>(view.setup().conventions());
    conventions.put("readout", view.setup().readout());
    conventions.put("trials", view.progress().trials());
    return new AnalysisResult(
        name(),
        "How often noise is classified as each class of " + view.setup().observer().name(),
        List.of(
            "%s is the most frequent class: %.2f %% of %,d trials"
                .formatted(most.name(), 100 * most.count() / sum, view.progress().trials()),
            "%d of %d classes are empty%s"
                .formatted(
                    empty.size(),
                    channels.size(),
                    empty.isEmpty() || empty.size() > 20 ? "" : ": " + String.join(", ", empty)),
            "entropy of the classes is %.3f bits, at most %.3f"
                .formatted(entropy, Math.log(channels.size()) / Math.log(2))),
        conventions,
        List.of(
            new Figure.Table(
                "frequencies",
                "Trials of each class (sums for probabilities)",
                List.of("class", "count", "share", "reliability"),
                rows),
            new Figure.Table(
                "summary",
                "All classes",
                List.of("classes", "empty", "entropy"),
                List.of(List.of(channels.size(), empty.size(), entropy)))));
  }
}
