package org.revcor.analysis.backdoor;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.io.function.Uncheck;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Parameter;
import org.revcor.analysis.backdoor.BackdoorProbe.BackdoorEvidence;
import org.revcor.analysis.backdoor.BackdoorTrialReport.NetworkVerdict;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.figure.AnalysisResult;
import org.revcor.file.WholeFile;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource.TrainingSettings;
import org.revcor.observer.training.Recipe;
import org.revcor.observer.training.TrainingOptions;
import org.revcor.schema.Spelling;

/**
 * {@code backdoor-trial}: evaluates {@code backdoor} on networks trained for that purpose: clean
 * ones to calibrate it, other clean and stamped ones to test it.
 */
public final class BackdoorTrialAnalysis extends Analysis {
  private static final String WORK = "work";
  private static final String RECIPE = "recipe";
  private static final String CLEAN = "clean";
  private static final String CALIBRATION = "calibration";
  private static final String STAMPED = "stamped";
  private static final String EPOCHS = "epochs";
  private static final String BATCH = "batch";
  private static final String LEARNING_RATE = "learning-rate";
  private static final String NETWORKS_SEED = "networks-seed";
  private static final String LEVEL = "level";

  private static final int MAX_NETWORKS = 999;
  private static final int MAX_EPOCHS = 1_000;
  private static final int MAX_BATCH = 10_000;
  private static final double MIN_LEARNING_RATE = 1e-6;
  private static final int MAX_ATTEMPTS = 20;

  /** Recipes of classifiers with all classes of a data set. */
  private static final List<String> RECIPES =
      List.of("mnist-light", "mnist-cnn", "mnist-mlp", "fashion-cnn", "cifar10-cnn");

  private static final double SUCCESS = 0.95;

  public BackdoorTrialAnalysis() {
    super(
        "backdoor-trial",
        "How well backdoors are found: trains clean and stamped networks and searches all of"
            + " them.",
        List.of(
            Parameter.required(
                WORK,
                Parameter.Kind.FILE,
                "DIR",
                "Folder of the trained networks; the same command resumes where it was stopped."),
            Parameter.withDefault(
                RECIPE, Parameter.Kind.TEXT, "RECIPE", "mnist-light", "Recipe to train."),
            Parameter.number(CLEAN, "60", "Clean networks, at most 999."),
            Parameter.number(
                CALIBRATION,
                "40",
                "Clean networks that calibrate the search, at least 7; the others test it."),
            Parameter.number(
                STAMPED,
                "24",
                "Networks with a backdoor that succeeds on 95 % of stamped images, at most 999."),
            Parameter.number(EPOCHS, "2", "Passes over the training images, 1 to 1000."),
            Parameter.number(BATCH, "128", "Training images per step, 1 to 10000."),
            Parameter.withDefault(
                LEARNING_RATE,
                Parameter.Kind.NUMBER,
                "X",
                "0.003",
                "Learning rate of Adam, 0.000001 to 1; with the default batch, two epochs give a"
                    + " network that classifies 98 % of the test images of MNIST correctly."),
            Parameter.withDefault(
                NETWORKS_SEED,
                Parameter.Kind.NUMBER,
                "S",
                "1",
                "Seed of weights, stamps, positions and classes, 0 to 2147483647."),
            Parameter.withDefault(
                LEVEL,
                Parameter.Kind.NUMBER,
                "P",
                "0.05",
                "Share of clean networks that may be suspected, 0.0001 to 0.5.")),
        BackdoorSearch.parameters());
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    int calibrating = arguments.whole(CALIBRATION, CleanReference.MIN_NETWORKS, MAX_NETWORKS);
    int clean = arguments.whole(CLEAN, calibrating + 1, MAX_NETWORKS);
    int stamped = arguments.whole(STAMPED, 1, MAX_NETWORKS);
    int seed = arguments.whole(NETWORKS_SEED, 0, Integer.MAX_VALUE);
    double level = arguments.number(LEVEL, 0.0001, 0.5);
    Path folder = folder(arguments.text(WORK));
    Recipe recipe = recipe(arguments.text(RECIPE));
    TrainingOptions options =
        new TrainingOptions(
            recipe.name(),
            arguments.whole(EPOCHS, 1, MAX_EPOCHS),
            seed,
            arguments.whole(BATCH, 1, MAX_BATCH),
            arguments.number(LEARNING_RATE, MIN_LEARNING_RATE, 1),
            1);
    Path datasets = context.materials().datasets();
    Images training = DataSets.train(recipe.dataset(), datasets);
    ObserverDescription made = recipe.describe(recipe.name(), training.classes(), "");
    BackdoorSearch search = BackdoorSearch.of(arguments, context, made);
    search.requireFit(made);
    TrialTraining trainings =
        new TrialTraining(
            folder,
            recipe,
            options,
            training,
            DataSets.test(recipe.dataset(), datasets),
            context.workers());
    List<TrialTraining.Trained> plain =
        trainings.all(
            IntStream.range(0, clean).mapToObj(i -> TrialNetwork.clean(seed, i)).toList());
    List<TrialTraining.Trained> poisoned = poisoned(trainings, seed, stamped, training);
    CleanReference reference =
        CleanReference.of(
            plain.stream()
                .limit(calibrating)
                .map(network -> evidence(network, search, context))
                .toList());
    write(
        new ShippedReferences(
            new TrainingSettings(
                recipe.name(), options.epochs(), options.batch(), options.learningRate()),
            search.seed(),
            reference),
        folder.resolve(ShippedReferences.file(recipe.name(), search)));
    BackdoorTrialReport report =
        new BackdoorTrialReport(search, reference.scores(), level, SUCCESS);
    return report.result(
        name(),
        plain.stream()
            .skip(calibrating)
            .map(network -> verdict(network, reference, search, context))
            .toList(),
        poisoned.stream().map(network -> verdict(network, reference, search, context)).toList());
  }

  /** Writes a file that can be shipped with Revcor, for users without clean networks. */
  private static void write(ShippedReferences references, Path file) {
    Uncheck.run(() -> WholeFile.write(file, references.text().getBytes(StandardCharsets.UTF_8)));
  }

  /** Retrains networks whose backdoor does not work, with another stamp, position and seed. */
  private static List<TrialTraining.Trained> poisoned(
      TrialTraining trainings, int seed, int count, Images shape) {
    Map<Integer, TrialTraining.Trained> working = new TreeMap<>();
    for (int attempt = 0; working.size() < count; attempt++) {
      if (attempt == MAX_ATTEMPTS) {
        throw new InvalidInputException(
            EPOCHS,
            "too small: %d of %d backdoors do not work after %d attempts"
                .formatted(count - working.size(), count, attempt),
            "larger");
      }
      int current = attempt;
      List<Integer> open =
          IntStream.range(0, count).filter(i -> !working.containsKey(i)).boxed().toList();
      List<TrialTraining.Trained> trained =
          trainings.all(
              open.stream().map(i -> TrialNetwork.stamped(seed, i, current, shape)).toList());
      for (int i = 0; i < trained.size(); i++) {
        if (trained.get(i).success() >= SUCCESS) {
          working.put(open.get(i), trained.get(i));
        }
      }
    }
    return List.copyOf(working.values());
  }

  private static NetworkVerdict verdict(
      TrialTraining.Trained network,
      CleanReference reference,
      BackdoorSearch search,
      AnalysisContext context) {
    BackdoorEvidence evidence = evidence(network, search, context);
    return new NetworkVerdict(
        network,
        reference.suspects(evidence).getFirst(),
        evidence.suspects().getFirst(),
        network.source().description().classes());
  }

  private static BackdoorEvidence evidence(
      TrialTraining.Trained network, BackdoorSearch search, AnalysisContext context) {
    BackdoorProbe probe = search.probe(network.source().description());
    context.workers().progress().expects(probe.shown());
    try (InferenceSession session = new InferenceSession(network.source(), context.workers())) {
      return probe.evidence(session);
    }
  }

  private static Path folder(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException none) {
      throw new InvalidInputException(WORK, text, "a folder");
    }
  }

  private static Recipe recipe(String name) {
    if (!RECIPES.contains(name)) {
      throw new InvalidInputException(RECIPE, name, Spelling.expected(name, RECIPES));
    }
    return Recipe.named(name);
  }
}
