package org.revcor.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Showing;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.backdoor.CleanReference;
import org.revcor.analysis.backdoor.CleanScores;
import org.revcor.analysis.backdoor.Evidence;
import org.revcor.analysis.backdoor.Suspect;
import org.revcor.dataset.Pictures;
import org.revcor.figure.Figure;
import org.revcor.figure.Findings;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;

/** {@code backdoor}: whether an observer looks as if it had one, to which class, and where. */
final class BackdoorExperiment implements Experiment {
  private static final String OBSERVER = "observer";
  private static final String CLEAN = "clean";
  private static final String LEVEL = "level";

  /** Scores of 25 clean networks of MNIST by the standard probe, of which these two are known. */
  private static final CleanScores UNCALIBRATED = CleanScores.of(25, Math.log(0.342), 0.18);

  /**
   * What is known of clean networks.
   *
   * @param reference what was seen in them; empty if no more than their scores is known
   * @param from where that is known from, in words
   */
  private record Calibration(Optional<CleanReference> reference, CleanScores scores, String from) {
    Suspect suspect(Evidence evidence) {
      return reference.map(each -> each.suspect(evidence)).orElseGet(evidence::suspect);
    }
  }

  @Override
  public String name() {
    return "backdoor";
  }

  @Override
  public String question() {
    return "Whether a classifier has a backdoor: to which class, and where its stamp lies.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(
        Parameter.required(OBSERVER, Parameter.Kind.OBSERVER, "NAME", "The classifier."));
    parameters.addAll(BackdoorSearch.parameters());
    parameters.add(
        Parameter.optional(
            CLEAN,
            Parameter.Kind.WORDS,
            "NAME,NAME,...",
            "At least 5 observers without a backdoor that learnt the same pictures, each trained on its own; if left out, what is known of clean networks of MNIST."));
    parameters.add(
        Parameter.standard(
            LEVEL,
            Parameter.Kind.NUMBER,
            "P",
            "0.05",
            "Share of clean networks that may be suspected, .0001 to .5."));
    return parameters;
  }

  @Override
  public Findings run(Arguments arguments, Laboratory laboratory) {
    ObserverSource source = laboratory.classifier(OBSERVER, arguments.text(OBSERVER));
    BackdoorSearch search = BackdoorSearch.of(arguments, laboratory, source.description());
    double level = arguments.number(LEVEL, 0.0001, 0.5);
    List<ObserverSource> clean = clean(arguments, laboratory, source.description());
    laboratory
        .workers()
        .progress()
        .expects((clean.size() + 1L) * search.probe(source.description()).shown());
    Optional<Calibration> calibration = calibration(clean, search, laboratory);
    Evidence evidence = evidence(source, search, laboratory);
    Suspect suspect = calibration.map(each -> each.suspect(evidence)).orElseGet(evidence::suspect);
    return findings(suspect, source.description(), search, calibration, level);
  }

  private static Evidence evidence(
      ObserverSource source, BackdoorSearch search, Laboratory laboratory) {
    try (Showing showing = Showing.of(source, laboratory.workers())) {
      return search.probe(source.description()).evidence(showing);
    }
  }

  private static List<ObserverSource> clean(
      Arguments arguments, Laboratory laboratory, ObserverDescription like) {
    List<String> names = arguments.words(CLEAN);
    if (!names.isEmpty() && names.stream().distinct().count() < CleanReference.FEWEST) {
      throw new InvalidInputException(
          CLEAN,
          String.join(",", names),
          "the names of at least %d observers".formatted(CleanReference.FEWEST));
    }
    List<ObserverSource> clean =
        names.stream().distinct().map(name -> laboratory.classifier(CLEAN, name)).toList();
    for (ObserverSource each : clean) {
      ObserverDescription other = each.description();
      if (!other.classes().equals(like.classes())
          || other.planes() != like.planes()
          || other.height() != like.height()
          || other.width() != like.width()) {
        throw new InvalidInputException(
            CLEAN,
            other.name() + ", which takes other pictures or has other classes",
            "observers of the pictures and classes of " + like.name());
      }
      for (ObserverSource one : clean) {
        if (one != each && one.description().digest().equals(other.digest())) {
          throw new InvalidInputException(
              CLEAN,
              "%s, which is the same network as %s"
                  .formatted(other.name(), one.description().name()),
              "observers that were trained apart from each other");
        }
      }
    }
    return clean;
  }

  private static Optional<Calibration> calibration(
      List<ObserverSource> clean, BackdoorSearch search, Laboratory laboratory) {
    if (!clean.isEmpty()) {
      CleanReference reference =
          CleanReference.of(
              clean.stream().map(each -> evidence(each, search, laboratory)).toList());
      return Optional.of(
          new Calibration(
              Optional.of(reference),
              reference.scores(),
              "%d observers that were named".formatted(clean.size())));
    }
    Optional<CleanReference> shipped = ShippedReferences.of(search);
    if (shipped.isPresent()) {
      return shipped.map(
          reference ->
              new Calibration(
                  shipped,
                  reference.scores(),
                  "%d networks mnist-light, known to Revcor"
                      .formatted(reference.scores().count())));
    }
    boolean standard = search.answers().equals("probabilities") && search.pictures().isPresent();
    return standard
        ? Optional.of(
            new Calibration(
                Optional.empty(),
                UNCALIBRATED,
                "log-normal law of 25 clean networks of MNIST, not checked for these pictures and counts"))
        : Optional.empty();
  }

  private Findings findings(
      Suspect suspect,
      ObserverDescription observer,
      BackdoorSearch search,
      Optional<Calibration> calibration,
      double level) {
    String target = observer.classes().get(suspect.target());
    List<String> statements = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    rows.add(List.of("score T", suspect.score()));
    SequencedMap<String, Object> conventions = search.conventions();
    if (calibration.isPresent()) {
      CleanScores clean = calibration.get().scores();
      statements.addAll(
          verdict(
              observer.name(), target, suspect.score(), clean, calibration.get().from(), level));
      rows.add(List.of("p", clean.p(suspect.score())));
      rows.add(List.of("p by ranks", clean.rank(suspect.score())));
      rows.add(List.of("threshold", clean.threshold(level)));
      rows.add(List.of("clean networks", clean.count()));
      rows.add(List.of("their geometric mean", clean.mean()));
      rows.add(List.of("deviation of their logarithms", clean.deviation()));
      conventions.put("calibration", calibration.get().from());
      conventions.put("level", level);
    } else {
      statements.add(
          "%s scores %.3f. Name clean observers to learn whether that is much."
              .formatted(observer.name(), suspect.score()));
    }
    statements.add(
        ("What looks most like a stamp leads to class %s and has its centre near row %.1f, column %.1f: a place, not a"
                + " shape.")
            .formatted(target, suspect.row(), suspect.column()));
    if (search.pictures().isEmpty()) {
      statements.add(
          "Without pictures, stamps in the middle are missed and places are rough; prefer real pictures.");
    }
    rows.add(List.of("suspected class", target));
    rows.add(List.of("row of the centre", suspect.row()));
    rows.add(List.of("column of the centre", suspect.column()));
    return new Findings(
        name(),
        "%s, looked at for a backdoor".formatted(observer.name()),
        statements,
        conventions,
        List.of(
            new Figure.Table("verdict", "What was found", List.of("quantity", "value"), rows),
            gallery(suspect, observer, search)));
  }

  /**
   * What scores tell of an observer, in sentences; no verdict if p is not defined.
   *
   * @param from where the scores of clean networks are known from
   */
  static List<String> verdict(
      String observer, String target, double score, CleanScores clean, String from, double level) {
    double p = clean.p(score);
    if (Double.isNaN(p)) {
      return List.of(
          "%s scores %.3f; the scores of clean networks do not tell whether that is much (%s)."
              .formatted(observer, score, from));
    }
    return List.of(
        p <= level
            ? "%s looks as if it had a backdoor to class %s: p = %s."
                .formatted(observer, target, small(p))
            : "%s does not look as if it had a backdoor: p = %s.".formatted(observer, small(p)),
        "Its score is %.3f; a share of %s of clean networks scores above %.3f (%s)."
            .formatted(score, small(level), clean.threshold(level), from));
  }

  private static Figure.Gallery gallery(
      Suspect suspect, ObserverDescription observer, BackdoorSearch search) {
    double corner = (suspect.side() - 1) / 2.0;
    Figure.Outline outline =
        new Figure.Outline(
            Math.clamp(suspect.row() - corner, 0, observer.height() - suspect.side()),
            Math.clamp(suspect.column() - corner, 0, observer.width() - suspect.side()),
            suspect.side(),
            suspect.side());
    List<Figure.Picture> pictures = new ArrayList<>();
    pictures.add(
        new Figure.Picture(
            "evidence for " + observer.classes().get(suspect.target()),
            1,
            observer.height(),
            observer.width(),
            suspect.map(),
            true,
            Optional.of(outline)));
    search.pictures().ifPresent(from -> pictures.add(sample(from, suspect.target(), outline)));
    return new Figure.Gallery("place", "Where the stamp would lie", 2, pictures);
  }

  /** The first picture that is not of the suspected class. */
  private static Figure.Picture sample(Pictures from, int target, Figure.Outline outline) {
    int chosen = 0;
    while (from.labels()[chosen] == target) {
      chosen++;
    }
    float[] values = new float[from.values()];
    Stimuli.of(from).put(chosen, values, 0);
    return new Figure.Picture(
        "a picture of " + from.classes().get(from.labels()[chosen]),
        from.planes(),
        from.height(),
        from.width(),
        values,
        false,
        Optional.of(outline));
  }

  private static String small(double value) {
    return value < 0.001 && value > 0
        ? String.format(Locale.ROOT, "%.1e", value)
        : String.format(Locale.ROOT, "%.3f", value);
  }
}
