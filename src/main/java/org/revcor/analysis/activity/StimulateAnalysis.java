package org.revcor.analysis.activity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.ClassImages;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.activity.MeanActivations.Activity;
import org.revcor.analysis.activity.MeanActivations.Grouping;
import org.revcor.analysis.psychometric.DetectionTask;
import org.revcor.analysis.psychometric.PsychometricEstimate;
import org.revcor.analysis.psychometric.PsychometricEstimate.PsychometricColumns;
import org.revcor.analysis.psychometric.PsychometricTrials;
import org.revcor.analysis.psychometric.PsychometricTrials.CurveShift;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Columns;
import org.revcor.figure.Figure;
import org.revcor.figure.Figure.Curve;
import org.revcor.observer.Edit;
import org.revcor.observer.Indices;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;

/** {@code stimulate}: micro-stimulation (the paper's Eq 6, Figs 9 and 23 to 25). */
public final class StimulateAnalysis extends Analysis {
  private static final String LAYER = "layer";
  private static final String K = "k";
  private static final String LAMBDA = "lambda";
  private static final double MAX_DOSE = 1e6;
  private static final int MAX_CURVES = 6;

  public StimulateAnalysis() {
    super(
        "stimulate",
        "How psychometric curves shift when biases of a layer are raised or lowered in"
            + " proportion to its activity under images of the class.",
        DetectionTask.parameters(),
        List.of(
            Parameter.required(
                LAYER, Parameter.Kind.TEXT, "NAME", "A layer with biases, such as conv1 or fc1."),
            Parameter.withDefault(
                K,
                Parameter.Kind.NUMBERS,
                "NUMBERS",
                "-10:5:10",
                "Doses k, -1000000 to 1000000; negative ones lower the biases. 0 is always"
                    + " included."),
            Parameter.number(
                LAMBDA,
                "1",
                "Factor λ of the dose, 0 to 1000000. The paper uses 0.1 for conv1, 1 for conv2 and"
                    + " 0.01 for fc1 with ten classes; 1, 10 and 0.1 with two.")));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    DetectionTask task = DetectionTask.of(arguments, context);
    ClassImages subjects = task.subjects().editable();
    ObserverDescription observer = subjects.source().description();
    LayerDescription layer = observer.layer(LAYER, arguments.text(LAYER));
    observer.requireBias(LAYER, layer);
    LayerDescription active = Activity.of(layer, observer);
    double lambda = arguments.number(LAMBDA, 0, MAX_DOSE);
    double[] doses =
        DoubleStream.concat(
                DoubleStream.of(0), Arrays.stream(arguments.numbers(K, -MAX_DOSE, MAX_DOSE)))
            .map(dose -> dose + 0.0)
            .distinct()
            .sorted()
            .toArray();
    context.threads().progress().expects(subjects.size() + task.size() * doses.length);
    List<MicroStimulation> stimulations = new ArrayList<>();
    try (InferenceSession session = new InferenceSession(subjects.source(), context.threads())) {
      for (int[] numbers : subjects.numbers()) {
        MeanActivations mean =
            MeanActivations.of(
                    session,
                    Stimuli.of(subjects.images(), numbers),
                    List.of(active.name()),
                    Grouping.known(new int[numbers.length], 1))
                .getFirst();
        stimulations.add(MicroStimulation.of(layer.name(), active, mean.means()[0]));
      }
    }
    PsychometricTrials[][] trials = new PsychometricTrials[stimulations.size()][doses.length];
    for (int place = 0; place < trials.length; place++) {
      for (int d = 0; d < doses.length; d++) {
        ObserverSource stimulated =
            subjects.source().edited(List.of(stimulations.get(place).edit(lambda * doses[d])));
        try (InferenceSession session = new InferenceSession(stimulated, context.threads())) {
          trials[place][d] = task.stimuli(place).trials(session, subjects.classes()[place]);
        }
      }
    }
    List<PsychometricEstimate> estimates =
        context
            .threads()
            .each(
                trials.length * doses.length,
                number ->
                    PsychometricEstimate.of(
                        trials[number / doses.length][number % doses.length],
                        task.shape(),
                        task.replicates(),
                        task.seed()));
    SequencedMap<String, Object> conventions = task.conventions();
    conventions.put("stimulation", "bias + λ k mean(a)/max(a) by map, a averaged over the images");
    conventions.put("layer", layer.name());
    conventions.put("activity", active.name());
    conventions.put("lambda", lambda);
    conventions.put("shift", "area between the curves, negative to the left");
    return new AnalysisResult(
        name(),
        "%s, %s stimulated".formatted(observer.name(), layer.name()),
        statements(subjects.names(), doses, trials),
        conventions,
        figures(task, doses, trials, estimates));
  }

  private static int reference(double[] doses) {
    return Arrays.binarySearch(doses, 0);
  }

  private static CurveShift shift(double[] doses, PsychometricTrials[] of, int dose) {
    return CurveShift.between(of[reference(doses)], of[dose]);
  }

  private static List<String> statements(
      List<String> names, double[] doses, PsychometricTrials[][] trials) {
    List<String> statements = new ArrayList<>();
    for (int d : new int[] {doses.length - 1, 0}) {
      if (doses[d] != 0) {
        List<String> left = new ArrayList<>();
        List<String> right = new ArrayList<>();
        for (int place = 0; place < trials.length; place++) {
          CurveShift shift = shift(doses, trials[place], d);
          if (shift.isLeft()) {
            left.add(names.get(place));
          } else if (shift.isRight()) {
            right.add(names.get(place));
          }
        }
        statements.add(
            "k = %s shifts %d of %d curves to the left%s and %d to the right%s, by more than three standard errors"
                .formatted(
                    shown(doses[d]),
                    left.size(),
                    names.size(),
                    listed(left),
                    right.size(),
                    listed(right)));
      }
    }
    return statements;
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "" : " (" + String.join(", ", names) + ")";
  }

  private static List<Figure> figures(
      DetectionTask task,
      double[] doses,
      PsychometricTrials[][] trials,
      List<PsychometricEstimate> estimates) {
    List<String> names = task.subjects().names();
    List<CurveShift> all = new ArrayList<>();
    double[][] shifts = new double[doses.length][names.size()];
    List<Curve> byDose = new ArrayList<>();
    List<Figure> curves = new ArrayList<>();
    for (int place = 0; place < names.size(); place++) {
      double[] own = new double[doses.length];
      for (int d = 0; d < doses.length; d++) {
        CurveShift shift = shift(doses, trials[place], d);
        shifts[d][place] = shift.distance();
        own[d] = shift.distance();
        all.add(shift);
      }
      byDose.add(Curve.line(names.get(place), doses, own));
      curves.add(curves(task, place, doses, trials[place]));
    }
    List<Figure> figures = new ArrayList<>();
    figures.add(
        new Figure.Matrix(
            "shifts",
            "Shift of the psychometric curve, in γ; negative to the left",
            "class",
            "k",
            names,
            Arrays.stream(doses).mapToObj(StimulateAnalysis::shown).toList(),
            shifts));
    figures.add(
        new Figure.Curves(
            "shift-by-dose",
            "Shift of the psychometric curve by the dose",
            "k",
            "shift in γ, negative to the left",
            byDose));
    figures.add(
        Columns.table(
            "thresholds",
            "Psychometric functions by the dose",
            all.size(),
            new Columns<Integer>()
                .with("class", i -> names.get(i / doses.length))
                .with("k", i -> doses[i % doses.length])
                .with("shift", i -> all.get(i).distance())
                .with("error", i -> all.get(i).error())
                .with(PsychometricColumns.ALL, estimates::get)));
    figures.addAll(curves);
    return figures;
  }

  /** Draws up to six doses, evenly spaced, including the lowest and the highest. */
  private static Figure curves(
      DetectionTask task, int place, double[] doses, PsychometricTrials[] trials) {
    String name = task.subjects().names().get(place);
    int drawn = Math.min(MAX_CURVES, doses.length);
    List<Curve> curves =
        IntStream.range(0, drawn)
            .map(i -> drawn == 1 ? 0 : Math.round((doses.length - 1) * i / (drawn - 1f)))
            .mapToObj(
                d ->
                    Curve.line("k = " + shown(doses[d]), task.levels(), trials[d].counts().rates()))
            .toList();
    return new Figure.Curves(
        "curves-" + (task.subjects().classes()[place] + 1),
        "Class %s: rate of responses with it".formatted(name),
        "share γ of the image",
        "rate",
        curves);
  }

  private static String shown(double dose) {
    return dose == Math.rint(dose) ? "%d".formatted((long) dose) : "%s".formatted(dose);
  }

  /**
   * Raises biases in proportion to how active each feature map is under the images of a class:
   * {@code b_m += λ k mean(a_m) / max(a_m)} (the paper's Eq 6).
   *
   * <p>a is the mean activation over the images, one value per position. The paper prints a sum
   * over the positions of a map; its values of λ belong to a mean.
   *
   * @param drive added to each bias for λ k = 1; one value per feature map or fully connected unit
   */
  public record MicroStimulation(String layer, float[] drive) {
    /**
     * Creates the stimulation from mean activations.
     *
     * @param activation C·H·W means over the images of a class; a map without activity above 0 gets
     *     0
     */
    public static MicroStimulation of(String layer, LayerDescription source, double[] activation) {
      float[] drive = new float[source.planes()];
      int positions = source.height() * source.width();
      for (int map = 0; map < drive.length; map++) {
        double sum = 0;
        double most = 0;
        for (int position = 0; position < positions; position++) {
          double value = activation[map * positions + position];
          sum += value;
          most = Math.max(most, value);
        }
        most = positions == 1 ? 1 : most; // a unit is not divided, as the authors do
        drive[map] = most > 0 ? (float) (sum / positions / most) : 0;
      }
      return new MicroStimulation(layer, drive);
    }

    public Edit edit(double dose) {
      float[] amounts = new float[drive.length];
      for (int i = 0; i < amounts.length; i++) {
        amounts[i] = (float) (dose * drive[i]) + 0f;
      }
      return new Edit.AddBias(layer, Indices.ALL, amounts);
    }
  }
}
