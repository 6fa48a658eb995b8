package org.revcor.analysis.backdoor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.backdoor.CleanReference.ShippedReferences;
import org.revcor.analysis.backdoor.WindowProbe.BackdoorEvidence;
import org.revcor.dataset.Images;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Columns;
import org.revcor.figure.Figure;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.ObserverSource.TrainingSettings;

/**
 * {@code backdoor}: tests whether an observer has a backdoor, to which class, and where its trigger
 * is.
 */
public final class BackdoorAnalysis extends Analysis {
  private static final String OBSERVER = "observer";
  private static final String CLEAN = "clean";
  private static final String LEVEL = "level";
  private static final int MAX_SUSPECTS = 5;

  static final String NO_VERDICT =
      "no verdict: needs at least %d clean networks trained by the same recipe"
          .formatted(CleanReference.MIN_NETWORKS);

  /**
   * Clean networks to compare an observer with.
   *
   * @param origin description of their origin
   */
  private record References(CleanReference networks, String origin) {
    static References of(ShippedReferences shipped) {
      return new References(
          shipped.networks(),
          "%d networks %s, %d epochs, that come with Revcor"
              .formatted(
                  shipped.networks().scores().count(),
                  shipped.training().recipe(),
                  shipped.training().epochs()));
    }
  }

  public BackdoorAnalysis() {
    super(
        "backdoor",
        "Whether a classifier has a backdoor, to which class, and where its stamp is.",
        List.of(Parameter.observer(OBSERVER, "The classifier.")),
        WindowProbe.parameters(),
        List.of(
            Parameter.words(
                CLEAN,
                "At least 7 observers without a backdoor, trained with the observer's recipe and"
                    + " different seeds; fewer give no verdict. If left out, networks that come"
                    + " with Revcor are used if their recipe is the observer's."),
            Parameter.number(
                LEVEL, "0.05", "Share of clean networks that may be suspected, 0.0001 to 0.5.")));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    ObserverSource source = context.classifier(OBSERVER, arguments.text(OBSERVER));
    ObserverDescription observer = source.description();
    WindowProbe probe = WindowProbe.of(arguments, context, observer);
    double level = arguments.number(LEVEL, 0.0001, 0.5);
    List<ObserverSource> clean = clean(arguments.words(CLEAN), source, context);
    boolean isNamed = clean.size() >= CleanReference.MIN_NETWORKS;
    Optional<ShippedReferences> shipped =
        source
            .recipe()
            .filter(recipe -> clean.isEmpty())
            .flatMap(recipe -> ShippedReferences.of(recipe, probe));
    List<String> notes = new ArrayList<>();
    shipped.flatMap(each -> note(each, source, probe)).ifPresent(notes::add);
    if (!isNamed && shipped.filter(each -> each.seed() == probe.seed()).isEmpty()) {
      notes.addFirst(NO_VERDICT);
      return result(observer, notes, probe.conventions(), List.of());
    }
    context.threads().progress().expects((1L + (isNamed ? clean.size() : 0)) * probe.shown());
    References references =
        isNamed
            ? new References(
                CleanReference.of(
                    clean.stream().map(each -> evidence(each, probe, context)).toList()),
                "%d selected observers".formatted(clean.size()))
            : References.of(shipped.orElseThrow());
    return result(evidence(source, probe, context), observer, probe, references, notes, level);
  }

  /**
   * Returns the named networks, which must be others of the observer's recipe, without backdoor.
   */
  private static List<ObserverSource> clean(
      List<String> names, ObserverSource source, AnalysisContext context) {
    ObserverDescription observer = source.description();
    List<ObserverSource> clean = new ArrayList<>();
    Set<String> digests = new HashSet<>(Set.of(observer.digest()));
    for (String name : names) {
      ObserverSource each = context.classifier(CLEAN, name);
      ObserverDescription found = each.description();
      if (!found.isShapedLike(observer) || !found.classes().equals(observer.classes())) {
        throw new InvalidInputException(
            CLEAN,
            "%s, with stimuli of %s values and %s"
                .formatted(name, found.shapeText(), AnalysisContext.shown(found.classes())),
            "observers with stimuli of %s values and the %s of %s"
                .formatted(
                    observer.shapeText(),
                    AnalysisContext.shown(observer.classes()),
                    observer.name()));
      }
      if (!digests.add(found.digest())) {
        throw new InvalidInputException(
            CLEAN,
            name + ", which is the observer itself or named twice",
            "different networks other than the observer");
      }
      if (each.hasBackdoor()) {
        throw new InvalidInputException(
            CLEAN,
            name + ", which was trained with a backdoor, as its card states",
            "networks without a backdoor");
      }
      if (source.recipe().isPresent()
          && each.recipe().isPresent()
          && !each.recipe().equals(source.recipe())) {
        throw new InvalidInputException(
            CLEAN,
            "%s, of the recipe %s".formatted(name, each.recipe().get()),
            "networks of the observer's recipe, " + source.recipe().get());
      }
      clean.add(each);
    }
    return clean;
  }

  private static Optional<String> note(
      ShippedReferences shipped, ObserverSource source, WindowProbe probe) {
    TrainingSettings own = source.training().orElseThrow();
    if (shipped.seed() != probe.seed()) {
      return Optional.of(
          "The clean networks that come with Revcor are not used: they were tested with images and stimuli of seed %d, not of seed %d."
              .formatted(shipped.seed(), probe.seed()));
    }
    return own.equals(shipped.training())
        ? Optional.empty()
        : Optional.of(
            "%s was trained with %s, the clean networks with %s. Scores may differ for this reason."
                .formatted(source.description().name(), own.text(), shipped.training().text()));
  }

  private static BackdoorEvidence evidence(
      ObserverSource source, WindowProbe probe, AnalysisContext context) {
    try (InferenceSession session = new InferenceSession(source, context.threads())) {
      return probe.evidence(session);
    }
  }

  private AnalysisResult result(
      BackdoorEvidence evidence,
      ObserverDescription observer,
      WindowProbe probe,
      References references,
      List<String> notes,
      double level) {
    List<Suspect> suspects = references.networks().suspects(evidence);
    Suspect suspect = suspects.getFirst();
    String target = observer.classes().get(suspect.target());
    BackdoorVerdict verdict =
        new BackdoorVerdict(suspect.score(), references.networks().scores(), level, probe.power());
    List<String> statements =
        new ArrayList<>(verdict.statements(observer.name(), target, references.origin()));
    statements.addAll(notes);
    List<List<Object>> rows = new ArrayList<>();
    rows.add(List.of("score T", suspect.score()));
    rows.addAll(verdict.rows());
    List<Figure> figures = new ArrayList<>();
    if (verdict.namesSuspect()) {
      statements.add(
          ("Its stamp has its centre near row %.1f, column %.1f. A trigger over the whole image has"
                  + " no centre.")
              .formatted(suspect.row(), suspect.column()));
      rows.add(List.of("suspected class", target));
      rows.add(List.of("row of the centre", suspect.row()));
      rows.add(List.of("column of the centre", suspect.column()));
      figures.add(suspects(suspects, observer));
      figures.add(gallery(suspect, observer, probe));
    }
    figures.addFirst(new Figure.Table("verdict", "Result", List.of("quantity", "value"), rows));
    SequencedMap<String, Object> conventions = probe.conventions();
    conventions.put("calibration", references.origin());
    conventions.put("level", level);
    return result(observer, statements, conventions, figures);
  }

  private AnalysisResult result(
      ObserverDescription observer,
      List<String> statements,
      SequencedMap<String, Object> conventions,
      List<Figure> figures) {
    return new AnalysisResult(
        name(),
        "%s, searched for a backdoor".formatted(observer.name()),
        statements,
        conventions,
        figures);
  }

  private static Figure.Table suspects(List<Suspect> suspects, ObserverDescription observer) {
    return new Columns<Suspect>()
        .with("class", each -> observer.classes().get(each.target()))
        .with("score T", Suspect::score)
        .with("row of the centre", Suspect::row)
        .with("column of the centre", Suspect::column)
        .table(
            "suspects",
            "Classes to which a backdoor would lead, most suspect first",
            suspects.stream().limit(MAX_SUSPECTS).toList());
  }

  private static Figure.Gallery gallery(
      Suspect suspect, ObserverDescription observer, WindowProbe probe) {
    double corner = (suspect.side() - 1) / 2.0;
    Figure.Outline outline =
        new Figure.Outline(
            Math.clamp(suspect.row() - corner, 0, observer.height() - suspect.side()),
            Math.clamp(suspect.column() - corner, 0, observer.width() - suspect.side()),
            suspect.side(),
            suspect.side());
    List<Figure.Image> images = new ArrayList<>();
    images.add(
        new Figure.Image(
            "evidence for " + observer.classes().get(suspect.target()),
            1,
            observer.height(),
            observer.width(),
            suspect.map(),
            true,
            outline));
    images.add(sample(probe.images().images(), suspect.target(), outline));
    return new Figure.Gallery("place", "Most likely place of the stamp", 2, images);
  }

  /** Returns the first image that is not of the suspected class. */
  private static Figure.Image sample(Images from, int target, Figure.Outline outline) {
    int chosen = 0;
    while (from.labels()[chosen] == target) {
      chosen++;
    }
    float[] values = new float[from.values()];
    Stimuli.of(from).put(chosen, values, 0);
    return new Figure.Image(
        "an image of " + from.classes().get(from.labels()[chosen]), from, values, false, outline);
  }

  /**
   * Whether an observer has a backdoor, by comparison of its score with those of clean networks.
   *
   * @param level share of clean networks that may be suspected
   * @param power statement of the backdoors that the search finds
   */
  record BackdoorVerdict(double score, CleanScores clean, double level, String power) {
    private static final double CONFIDENCE = 0.975;

    /** Class and place of a suspect were wrong in two networks at p = .04. */
    private static final double NAMING_LEVEL = 0.01;

    /** Returns whether the class and the place of the stamp are stated. */
    boolean namesSuspect() {
      return clean.p(score) <= Math.min(level, NAMING_LEVEL);
    }

    /**
     * Returns the rows of the verdict; without {@code p} and {@code threshold} if p is undefined.
     */
    List<List<Object>> rows() {
      List<List<Object>> rows = new ArrayList<>();
      if (!Double.isNaN(clean.p(score))) {
        rows.add(List.of("p", clean.p(score)));
        rows.add(List.of("threshold", clean.threshold(level)));
      }
      rows.add(List.of("clean networks", clean.count()));
      rows.add(List.of("of these suspected in leave-one-out", clean.suspected(level)));
      rows.add(List.of("their geometric mean", clean.mean()));
      rows.add(List.of("deviation of their logarithms", clean.deviation()));
      return rows;
    }

    /**
     * Returns the verdict in sentences; a single one if p is undefined.
     *
     * @param origin description of the origin of the clean networks
     */
    List<String> statements(String observer, String target, String origin) {
      double p = clean.p(score);
      if (Double.isNaN(p)) {
        return List.of(
            "no verdict: %s scores %.3f; the scores of clean networks give no p for it (%s)."
                .formatted(observer, score, origin));
      }
      return List.of(
          namesSuspect()
              ? "%s seems to have a backdoor to class %s: p = %s."
                  .formatted(observer, target, small(p))
              : p <= level
                  ? "%s may have a backdoor: p = %s. Class and place are stated at a p of %s or less."
                      .formatted(observer, small(p), NAMING_LEVEL)
                  : "no evidence of a backdoor in %s: p = %s. %s"
                      .formatted(observer, small(p), power),
          "Its score is %.3f; a share of %s of clean networks scores above %.3f (%s)."
              .formatted(score, small(level), clean.threshold(level), origin),
          "Leave-one-out: %d of %d clean networks are suspected at level %s; at most %d are expected (97.5 %%)."
              .formatted(
                  clean.suspected(level),
                  clean.count(),
                  small(level),
                  BinomialDistribution.of(clean.count(), level)
                      .inverseCumulativeProbability(CONFIDENCE)));
    }

    private static String small(double value) {
      return value < 0.001 && value > 0 ? "%.1e".formatted(value) : "%.3f".formatted(value);
    }
  }
}
