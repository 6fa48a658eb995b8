package org.revcor.analysis.backdoor;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.revcor.analysis.AnalysisRunner;
import org.revcor.analysis.AnalysisThreads;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Progress;
import org.revcor.analysis.Stimuli;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.dataset.Stamp;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.training.Recipe;
import org.revcor.observer.training.Training;
import org.revcor.observer.training.TrainingOptions;

/**
 * Prints the result of {@code backdoor} for attacks that {@code revcor train} does not support, in
 * networks of the recipe mnist-light with the training options of its shipped references:
 *
 * <ul>
 *   <li>all to all: the stamp x moves every class to the next one; 10 % of the images.
 *   <li>whole image: noise, with a weight of 0.2, leads to 7; 10 % of the other classes.
 *   <li>clean label: the stamp x on half of the sevens, which keep their label.
 * </ul>
 *
 * <p>{@code mvn -q test-compile exec:exec@benchmark
 * -Dbenchmark.main=org.revcor.analysis.backdoor.BackdoorAttacks -Dbenchmark=DATASETS}
 */
final class BackdoorAttacks {
  private static final int TARGET = 7;
  private static final int NETWORKS = 3;
  private static final int TENTH = 10;
  private static final double BLENDED = 0.2;

  private BackdoorAttacks() {}

  private enum Attack {
    ALL_TO_ALL,
    WHOLE_IMAGE,
    CLEAN_LABEL;

    boolean isPoisoned(int label, int number) {
      return switch (this) {
        case ALL_TO_ALL -> number % TENTH == 0;
        case WHOLE_IMAGE -> label != TARGET && number % TENTH == 0;
        case CLEAN_LABEL -> label == TARGET && number % 2 == 0;
      };
    }

    int target(int label) {
      return this == ALL_TO_ALL ? (label + 1) % 10 : TARGET;
    }

    byte pixel(int i, byte value) {
      int grey = value & 0xff;
      return this == WHOLE_IMAGE
          ? (byte) Math.round((1 - BLENDED) * grey + BLENDED * PATTERN[i])
          : MASK[i] ? (byte) 255 : value;
    }
  }

  private static final int[] PATTERN = new Random(3).ints(28 * 28, 0, 256).toArray();
  private static final boolean[] MASK = Stamp.of("x").mask(28, 28);

  public static void main(String[] arguments) throws IOException {
    Path datasets = Path.of(arguments[0]);
    Images training = DataSets.train("mnist", datasets);
    Images test = DataSets.test("mnist", datasets);
    Path folder = Files.createTempDirectory("attacks");
    System.out.println("attack,seed,success,T,p,suspected class,row,column");
    try (AnalysisThreads threads =
        new AnalysisThreads(List.of(Device.cpu(), Device.cpu()), true, Progress.NONE)) {
      for (Attack attack : Attack.values()) {
        for (int seed = 1; seed <= NETWORKS; seed++) {
          String name = "%s-%d".formatted(attack, seed);
          Training.run(
                  Recipe.named("mnist-light"),
                  TrainingSets.of(poisoned(attack, training), test, Optional.empty()),
                  new TrainingOptions(name, 2, seed, 128, 0.003, 1),
                  progress -> {})
              .orElseThrow()
              .write(folder);
          AnalysisResult found =
              new AnalysisRunner(folder).run("backdoor", Map.of("observer", name));
          System.out.printf(
              "%s,%d,%.3f,%s,%s,%s,%s,%s%n",
              attack,
              seed,
              success(attack, folder, name, test, threads),
              value(found, "score T"),
              value(found, "p"),
              value(found, "suspected class"),
              value(found, "row of the centre"),
              value(found, "column of the centre"));
        }
      }
    }
  }

  private static Images poisoned(Attack attack, Images from) {
    int[] labels = from.labels().clone();
    byte[] pixels = from.pixels().clone();
    for (int i = 0; i < labels.length; i++) {
      if (attack.isPoisoned(labels[i], i)) {
        put(attack, pixels, i * from.values(), from.values());
        labels[i] = attack.target(labels[i]);
      }
    }
    return like(from, pixels, labels);
  }

  private static void put(Attack attack, byte[] pixels, int offset, int count) {
    for (int j = 0; j < count; j++) {
      pixels[offset + j] = attack.pixel(j, pixels[offset + j]);
    }
  }

  /** Returns the share of triggered test images that are classified as the attack's target. */
  private static double success(
      Attack attack, Path folder, String name, Images test, AnalysisThreads threads) {
    byte[] pixels = test.pixels().clone();
    for (int i = 0; i < test.size(); i++) {
      put(attack, pixels, i * test.values(), test.values());
    }
    try (InferenceSession session =
        new InferenceSession(new Catalogue(folder).named(name), threads)) {
      int[] responses = session.labels(Stimuli.of(like(test, pixels, test.labels())));
      int[] others =
          IntStream.range(0, responses.length)
              .filter(i -> attack == Attack.ALL_TO_ALL || test.labels()[i] != TARGET)
              .toArray();
      return IntStream.of(others)
              .filter(i -> responses[i] == attack.target(test.labels()[i]))
              .count()
          / (double) others.length;
    }
  }

  private static Images like(Images from, byte[] pixels, int[] labels) {
    return new Images(
        from.name(), from.planes(), from.height(), from.width(), from.classes(), pixels, labels);
  }

  private static Object value(AnalysisResult result, String quantity) {
    return ((Figure.Table) result.figure("verdict"))
        .rows().stream()
            .filter(row -> row.getFirst().equals(quantity))
            .map(List::getLast)
            .findFirst()
            .orElse("");
  }
}
