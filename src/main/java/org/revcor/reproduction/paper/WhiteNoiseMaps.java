package org.revcor.reproduction.paper;

import java.util.List;
import java.util.Map;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;
import org.revcor.study.EndedStudy;

/** {@code fig2a}: maps of the CNN of MNIST under white noise, and what it says to them. */
final class WhiteNoiseMaps implements Item {
  private static final String UNUSUAL = "8";

  @Override
  public String name() {
    return "fig2a";
  }

  @Override
  public String title() {
    return "Class maps of the CNN under white noise, fed back to it";
  }

  @Override
  public Outcome make(Workroom workroom) {
    EndedStudy study = NoiseStudies.white(workroom, "mnist-cnn");
    Map<String, String> arguments = Map.of("study", Analyses.folder(study));
    Findings answers = Analyses.run(workroom, "feedback", "feedback", arguments);
    Findings frequencies = Analyses.run(workroom, "frequencies", "frequencies", arguments);
    String noise = NoiseStudies.convention("U[0,1]", study);
    List<Object> most =
        Analyses.rows(frequencies, "frequencies").stream()
            .max((a, b) -> Double.compare(Analyses.number(a, 2), Analyses.number(b, 2)))
            .orElseThrow();
    List<List<Object>> rows =
        Analyses.rows(answers, "answers").stream()
            .filter(row -> Analyses.number(row, 1) > 0)
            .toList();
    List<String> wrong =
        rows.stream()
            .filter(row -> !row.get(0).equals(row.get(2)))
            .map(row -> "%s as %s".formatted(row.get(0), row.get(2)))
            .toList();
    boolean onlyEight = wrong.size() == 1 && wrong.getFirst().startsWith(UNUSUAL);
    return new Outcome(
        List.of(
            new Result.Quantity(name(), "class that takes most noise", noise)
                .words(
                    UNUSUAL,
                    "%s (%.1f %%)".formatted(most.getFirst(), 100 * Analyses.number(most, 2)),
                    most.getFirst().equals(UNUSUAL),
                    "another network of the same recipe"),
            new Result.Quantity(
                    name(),
                    "maps that are answered with their own class",
                    noise + ", min-max; classes without noise have no map")
                .words(
                    "all but the 8",
                    "%d of %d%s"
                        .formatted(
                            rows.size() - wrong.size(),
                            rows.size(),
                            wrong.isEmpty() ? "" : ", " + String.join(", ", wrong)),
                    onlyEight,
                    wrong.isEmpty()
                        ? "the 8 is answered rightly too"
                        : "others are taken for another")),
        List.of(answers, frequencies));
  }
}
