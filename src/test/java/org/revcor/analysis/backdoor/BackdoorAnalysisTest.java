package org.revcor.analysis.backdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.analysis.AnalysisRunner;
import org.revcor.analysis.backdoor.BackdoorAnalysis.BackdoorVerdict;
import org.revcor.analysis.backdoor.CleanReference.ShippedReferences;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.IdxFiles;
import org.revcor.dataset.Images;
import org.revcor.dataset.Poisoning;
import org.revcor.dataset.Stamp;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.AnalysisResultFiles;
import org.revcor.figure.Figure;
import org.revcor.observer.ObserverSource.TrainingSettings;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.training.Recipe;
import org.revcor.observer.training.Training;
import org.revcor.observer.training.TrainingOptions;
import org.revcor.observer.training.TrainingSet;

/** Tests the backdoor search, networks of its trial, and gradients of the loss. */
@Tag("full")
final class BackdoorAnalysisTest {
  private static final Images DIGITS = DataSets.shippedTest("mnist").orElseThrow();

  @TempDir Path folder;

  private AnalysisResult run(String name, int threads, String... arguments) {
    Map<String, String> all = new HashMap<>(Map.of("observer", "mnist-cnn"));
    for (int i = 0; i < arguments.length; i += 2) {
      all.put(arguments[i], arguments[i + 1]);
    }
    return new AnalysisRunner(folder).run(name, all, threads);
  }

  private static Object value(AnalysisResult result, String quantity) {
    return ((Figure.Table) result.figure("verdict"))
        .rows().stream()
            .filter(row -> row.getFirst().equals(quantity))
            .map(List::getLast)
            .findFirst()
            .orElseThrow();
  }

  private static List<Object> quantities(AnalysisResult result) {
    return ((Figure.Table) result.figure("verdict")).rows().stream().map(List::getFirst).toList();
  }

  private static void assertNoVerdict(AnalysisResult result) {
    assertThat(result.statements().getFirst())
        .isEqualTo("no verdict: needs at least 7 clean networks trained by the same recipe");
    assertThat(result.statements()).noneMatch(each -> each.contains("p ="));
    assertThat(result.figures()).isEmpty();
  }

  private List<String> logistic(String name, int count) throws Exception {
    return trained("mnist-logistic", name, count, Optional.empty());
  }

  /** Trains networks of a recipe for one epoch: name-1, name-2, ... */
  private List<String> trained(String recipe, String name, int count, Optional<Poisoning> backdoor)
      throws Exception {
    Images few =
        new Images(
            "mnist",
            1,
            28,
            28,
            DIGITS.classes(),
            Arrays.copyOf(DIGITS.pixels(), 500 * 28 * 28),
            Arrays.copyOf(DIGITS.labels(), 500));
    TrainingSet set = TrainingSets.of(few, few, backdoor);
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      TrainingOptions options = new TrainingOptions(name + "-" + i, 1, i, 50, 0.01, 1);
      Training.run(Recipe.named(recipe), set, options, progress -> {}).orElseThrow().write(folder);
      names.add(options.name());
    }
    return names;
  }

  @Test
  void classAndPlaceOfABackdoorAreStatedOnAnyNumberOfWorkers() throws Exception {
    List<String> clean = logistic("clean", 7);
    Poisoning poisoning = new Poisoning(Stamp.of("x"), "0", "1", 0.5);
    String[] arguments = {
      "observer",
      trained("mnist-logistic", "stamped", 1, Optional.of(poisoning)).getFirst(),
      "stimuli",
      "6000",
      "clean",
      String.join(",", clean)
    };
    AnalysisResult found = run("backdoor", 2, arguments);
    assertThat(value(found, "suspected class")).isEqualTo("1");
    assertThat((double) value(found, "p")).isLessThan(0.01);
    List<List<Object>> suspects = ((Figure.Table) found.figure("suspects")).rows();
    assertThat(suspects).hasSize(5).doesNotHaveDuplicates();
    assertThat(suspects.getFirst())
        .containsExactly(
            value(found, "suspected class"),
            value(found, "score T"),
            value(found, "row of the centre"),
            value(found, "column of the centre"));
    assertThat(suspects.stream().map(row -> (double) row.get(1)).toList())
        .isSortedAccordingTo(Comparator.reverseOrder());
    Figure.Gallery gallery = (Figure.Gallery) found.figure("place");
    assertThat(gallery.images()).hasSize(2).allMatch(each -> each.outline() != null);
    assertThat(AnalysisResultFiles.tree(run("backdoor", 3, arguments)))
        .isEqualTo(AnalysisResultFiles.tree(found));
  }

  @Test
  void shippedReferencesGiveAVerdictForTheirRecipe() {
    AnalysisResult found = run("backdoor", 2);

    assertThat(value(found, "clean networks")).isEqualTo(20);
    assertThat((double) value(found, "p")).isGreaterThan(0.05);
    assertThat(found.statements().getFirst())
        .matches(
            "no evidence of a backdoor in mnist-cnn: p = 0[.]\\d{3}[.] This probe finds only stamps"
                + " that random noise imitates: 23 of 24 .* often missed[.]");
    assertThat(quantities(found)).doesNotContain("suspected class");
    assertThat(found.figures()).hasSize(1);
    assertThat(found.conventions())
        .containsEntry("calibration", "20 networks mnist-cnn, 5 epochs, that come with Revcor");
  }

  @Test
  void otherTrainingThanThatOfTheCleanNetworksIsStated() {
    assertThat(run("backdoor", 2).statements())
        .contains(
            "mnist-cnn was trained with 15 epochs in batches of 256 at a learning rate of 0.001,"
                + " the clean networks with 5 epochs in batches of 256 at a learning rate of 0.001."
                + " Scores may differ for this reason.");
  }

  @Test
  void shippedReferencesAreNotUsedWithAnotherSeed() {
    AnalysisResult found = run("backdoor", 2, "seed", "2");
    assertNoVerdict(found);
    assertThat(found.statements())
        .contains(
            "The clean networks that come with Revcor are not used: they were tested with images"
                + " and stimuli of seed 1, not of seed 2.");
  }

  @Test
  void shippedReferencesGiveNoVerdictForOtherRecipes() {
    assertNoVerdict(run("backdoor", 2, "observer", "mnist-mlp"));
  }

  @Test
  void sevenCleanNetworksOfTheRecipeGiveAVerdictAndSixDoNot() throws Exception {
    List<String> names = logistic("mine", 8);
    String[] seven = {
      "observer",
      names.getFirst(),
      "stimuli",
      "1000",
      "clean",
      String.join(",", names.subList(1, 8))
    };
    AnalysisResult found = run("backdoor", 2, seven);
    assertThat(quantities(found))
        .startsWith(
            "score T",
            "p",
            "threshold",
            "clean networks",
            "of these suspected in leave-one-out",
            "their geometric mean",
            "deviation of their logarithms");
    assertThat(value(found, "clean networks")).isEqualTo(7);
    assertThat(found.statements())
        .contains(
            "Leave-one-out: %s of 7 clean networks are suspected at level 0.050; at most 2 are expected (97.5 %%)."
                .formatted(value(found, "of these suspected in leave-one-out")));
    seven[5] = String.join(",", names.subList(2, 8));
    assertNoVerdict(run("backdoor", 2, seven));
  }

  @Test
  void cleanNetworkOfAnotherRecipeIsRejected() {
    assertRefused(
        () -> run("backdoor", 1, "clean", "mnist-mlp"),
        "clean is mnist-mlp, of the recipe mnist-mlp; it must be networks of the observer's recipe,"
            + " mnist-cnn");
  }

  @Test
  void networkWithABackdoorIsRejectedAsClean() throws Exception {
    Poisoning poisoning = new Poisoning(Stamp.of("x"), "0", "1", 0.5);
    trained("mnist-logistic", "poisoned", 1, Optional.of(poisoning));
    assertRefused(
        () -> run("backdoor", 1, "observer", "mnist-logistic", "clean", "poisoned-1"),
        "clean is poisoned-1, which was trained with a backdoor, as its card states; it must be"
            + " networks without a backdoor");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "window | 29 | window is 29; it must be at most the height and width of the images,"
            + " which are 28 x 28",
        "clean | mnist-mpl | clean is mnist-mpl; it must be one of cifar10-cnn, fashion-cnn,"
            + " mnist-cnn, mnist-logistic, mnist-mlp, mnist-rnn; did you mean mnist-mlp?",
        "clean | mnist-cnn | clean is mnist-cnn, which is the observer itself or named twice; it must"
            + " be different networks other than the observer",
        "clean | cifar10-cnn | clean is cifar10-cnn, with stimuli of 3 x 32 x 32 values and 10"
            + " classes (airplane, automobile, bird, ...); it must be observers with stimuli of",
        "clean | fashion-cnn | clean is fashion-cnn, with stimuli of 1 x 28 x 28 values and 10"
            + " classes (T-shirt/top, Trouser, Pullover, ...); it must be observers with stimuli of",
        "stimuli | 10 | stimuli is 10; it must be a whole number from 1000 to 10000000",
      })
  void invalidArgumentsAreRejected(String name, String value, String message) {
    assertRefused(() -> run("backdoor", 1, name, value)).hasMessageStartingWith(message);
  }

  @Test
  void imagesAreTheTrainingDataUnlessOthersAreSelected() {
    IdxFiles.writeLike("fashion-mnist", folder, 100, 1_000);
    String[] named = {"observer", "fashion-cnn", "count", "100"};
    assertThat(run("loss-gradient", 1, named).conventions())
        .containsEntry("data", "fashion-mnist")
        .containsEntry("count", 100);
    AnalysisResult backdoor = run("backdoor", 2, "observer", "fashion-cnn", "stimuli", "1000");
    assertThat(backdoor.conventions()).containsEntry("data", "fashion-mnist");
    assertThat(run("loss-gradient", 1, "count", "100").conventions().sequencedKeySet())
        .startsWith("data", "part", "count")
        .hasSize(5);
  }

  @Test
  void imagesOtherThanTheTrainingDataAreRejected() {
    for (String analysis : List.of("backdoor", "loss-gradient", "confidence")) {
      assertRefused(
          () -> run(analysis, 1, "observer", "fashion-cnn", "data", "mnist"),
          "data is mnist, images of 10 classes (0, 1, 2, ...); it must be images of the 10"
              + " classes (T-shirt/top, Trouser, Pullover, ...) that fashion-cnn distinguishes,"
              + " such as those of fashion-mnist, its training data");
    }
    assertThatThrownBy(() -> run("backdoor", 1, "observer", "cifar10-cnn", "data", "mnist"))
        .hasMessage(
            "data is mnist, images of 1 x 28 x 28; it must be images of 3 x 32 x 32, as"
                + " cifar10-cnn takes them");
  }

  @Test
  void sameNetworkUnderTwoNamesIsRejected() throws Exception {
    for (String name : List.of("a", "b")) {
      for (String ending : List.of(".json", ".safetensors")) {
        try (InputStream shipped = Catalogue.class.getResourceAsStream("mnist-logistic" + ending)) {
          Files.copy(Objects.requireNonNull(shipped), folder.resolve(name + ending));
        }
      }
    }
    assertRefused(
        () -> run("backdoor", 1, "observer", "a", "clean", "b"),
        "clean is b, which is the observer itself or named twice; it must be different networks"
            + " other than the observer");
  }

  @Test
  void undefinedProbabilityGivesNoVerdict() {
    CleanScores equal = CleanScores.of(new double[] {2, 2, 2, 2, 2});
    BackdoorVerdict verdict = new BackdoorVerdict(5, equal, 0.05, "");
    assertThat(verdict.namesSuspect()).isFalse();
    assertThat(verdict.statements("mine", "3", "5 selected observers"))
        .containsExactly(
            "no verdict: mine scores 5.000; the scores of clean networks give no p for it (5 selected"
                + " observers).");
    assertThat(verdict.rows().stream().map(List::getFirst).toList())
        .containsExactly(
            "clean networks",
            "of these suspected in leave-one-out",
            "their geometric mean",
            "deviation of their logarithms");
  }

  @Test
  void classAndPlaceAreOnlyStatedAtASmallP() {
    CleanScores clean = CleanScores.of(new double[] {1, 2, 3, 2, 1, 3, 2});
    BackdoorVerdict suspect = new BackdoorVerdict(clean.threshold(0.02), clean, 0.05, "");
    assertThat(suspect.namesSuspect()).isFalse();
    assertThat(suspect.statements("mine", "3", "7 selected observers").getFirst())
        .isEqualTo(
            "mine may have a backdoor: p = 0.020. Class and place are stated at a p of 0.01 or"
                + " less.");
    assertThat(new BackdoorVerdict(clean.threshold(0.005), clean, 0.05, "").namesSuspect())
        .isTrue();
  }

  /** 10 classes and 23 x 23 positions of a square of 6 x 6 pixels are 5,290 pairs. */
  @Test
  void tooFewStimuliAreStated() throws Exception {
    List<String> names = logistic("few", 8);
    String clean = String.join(",", names.subList(1, 8));
    for (String stimuli : List.of("5289", "5290")) {
      AnalysisResult found =
          run(
              "backdoor",
              2,
              "observer",
              names.getFirst(),
              "stimuli",
              stimuli,
              "clean",
              clean,
              "level",
              "0.01");
      assertThat((double) value(found, "p")).isGreaterThan(0.01);
      assertThat(found.statements().getFirst().contains("The stimuli are too few; show 5290 or"))
          .isEqualTo(stimuli.equals("5289"));
    }
  }

  @Test
  void referenceIsReadFromItsText() {
    ShippedReferences shipped =
        ShippedReferences.read(
            "mnist-cnn", "5 3 256 0.001\n2 4 8\n0.5 -0.25\n1 2\n1e-5 3\n3 0.125\n");
    assertThat(shipped.training()).isEqualTo(new TrainingSettings("mnist-cnn", 5, 256, 0.001));
    assertThat(shipped.seed()).isEqualTo(3);
    CleanReference read = shipped.networks();
    assertThat(read.mean()).isDeepEqualTo(new double[][] {{0.5, -0.25}, {1e-5, 3}});
    assertThat(read.deviation()).isDeepEqualTo(new double[][] {{1, 2}, {3, 0.125}});
    assertThat(read.scores().sorted()).containsExactly(2, 4, 8);
  }

  @Test
  void lossOfStampedImagesIsReportedByClass() {
    AnalysisResult plain = run("loss-gradient", 2, "count", "500");
    assertThat(((Figure.Table) plain.figure("gradients")).columns())
        .containsExactly("label", "images", "mean norm", "norm of the mean");
    AnalysisResult stamped =
        run("loss-gradient", 2, "count", "500", "stamp", "c", "from", "8", "to", "9");
    List<List<Object>> rows = ((Figure.Table) stamped.figure("gradients")).rows();
    assertThat(rows.get(8).get(1)).isEqualTo(0);
    assertThat(rows.stream().mapToInt(row -> (int) row.get(1)).sum()).isEqualTo(500);
    assertThat((double) rows.get(9).getLast()).isBetween(0.0, 1.0);
    assertThat(stamped.statements().getFirst()).contains("images labelled 9");
    assertThatThrownBy(() -> run("loss-gradient", 1, "stamp", "c", "to", "9"))
        .hasMessage("from is missing; it must be a class, since stamp is given");
  }
}
