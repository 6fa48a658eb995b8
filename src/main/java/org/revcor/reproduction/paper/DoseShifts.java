package org.revcor.reproduction.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Workroom;

/**
 * How psychometric curves of classes shift at a dose of micro-stimulation.
 *
 * @param distances in γ by class, negative to the left
 * @param left classes that shift to the left by more than three standard errors
 * @param right those that shift to the right
 */
record DoseShifts(SequencedMap<String, Double> distances, List<String> left, List<String> right) {
  private static final double SURE = 3;
  private static final int CLASS = 0;
  private static final int K = 1;
  private static final int SHIFT = 2;
  private static final int ERROR = 3;

  /** Micro-stimulation of a layer, and its factor λ. */
  record Target(String layer, String lambda) {
    /** Runs the analysis. */
    Findings stimulate(Workroom workroom, String as, String doses, Map<String, String> further) {
      Map<String, String> arguments = new LinkedHashMap<>(further);
      arguments.put("layer", layer);
      arguments.put("lambda", lambda);
      arguments.put("k", doses);
      return Analyses.run(workroom, "stimulate", as, arguments);
    }
  }

  /** Those at a dose, from findings of the analysis. */
  static DoseShifts of(Findings stimulated, double dose) {
    SequencedMap<String, Double> distances = new LinkedHashMap<>();
    List<String> left = new ArrayList<>();
    List<String> right = new ArrayList<>();
    for (List<Object> row : Analyses.rows(stimulated, "thresholds")) {
      if (Analyses.number(row, K) == dose) {
        String name = row.get(CLASS).toString();
        double distance = Analyses.number(row, SHIFT);
        double error = Analyses.number(row, ERROR);
        distances.put(name, distance);
        if (distance < -SURE * error) {
          left.add(name);
        } else if (distance > SURE * error) {
          right.add(name);
        }
      }
    }
    return new DoseShifts(distances, left, right);
  }

  /** How many shift to either side, and which. */
  String words() {
    return "%d left%s, %d right%s of %d"
        .formatted(left.size(), listed(left), right.size(), listed(right), distances.size());
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "" : " (" + String.join(" ", names) + ")";
  }

  /** The distance of every class. */
  String all() {
    List<String> words = new ArrayList<>();
    distances.forEach(
        (name, distance) -> words.add(String.format(Locale.ROOT, "%s %+.3f", name, distance)));
    return String.join(", ", words);
  }
}
