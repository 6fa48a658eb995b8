package org.revcor.analysis.backdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.AnalysisThreads;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.backdoor.WindowProbe.BackdoorEvidence;
import org.revcor.analysis.backdoor.WindowStimuli.HeldOut;
import org.revcor.dataset.Images;
import org.revcor.dataset.Stamp;
import org.revcor.dataset.Stamp.Corner;
import org.revcor.inference.SimulatedObserver;
import org.revcor.observer.ObserverSource;

/** Uses linear observers whose weights contain a stamp or not. */
final class BackdoorProbeTest {
  private static final int SIDE = 16;
  private static final int CLASSES = 4;
  private static final int TARGET = 2;
  private static final Stamp STAMP = Stamp.of("x").at(new Corner(7, 3));

  /** The stamp's centre. */
  private static final double ROW = 9.5;

  private static final double COLUMN = 5.5;

  /** Each class is bright in one quarter of the image. */
  private static Images images(int planes) {
    Random random = new Random(4);
    int each = 12;
    int values = planes * SIDE * SIDE;
    int[] labels = IntStream.range(0, CLASSES * each).map(i -> i % CLASSES).toArray();
    byte[] pixels = new byte[labels.length * values];
    for (int i = 0; i < pixels.length; i++) {
      boolean bright = quarter(i % (SIDE * SIDE)) == labels[i / values];
      pixels[i] = (byte) (random.nextInt(60) + (bright ? 140 : 0));
    }
    return new Images("grey", planes, SIDE, SIDE, List.of("a", "b", "c", "d"), pixels, labels);
  }

  private static int quarter(int pixel) {
    return 2 * (pixel / SIDE / (SIDE / 2)) + pixel % SIDE / (SIDE / 2);
  }

  /** Returns an observer that classifies by quarters, with a stamp that leads to the target. */
  private static ObserverSource observer(int planes, int seed, double strength) {
    Random random = new Random(seed);
    int space = SIDE * SIDE;
    float[] weights = new float[CLASSES * planes * space];
    boolean[] mask = STAMP.mask(SIDE, SIDE);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (0.04 * random.nextGaussian());
      int label = i / (planes * space);
      weights[i] += quarter(i % space) == label ? 0.03f : 0;
      weights[i] += label == TARGET && mask[i % space] ? (float) strength : 0;
    }
    return SimulatedObserver.linear("linear", planes, SIDE, SIDE, weights);
  }

  private static BackdoorEvidence evidence(WindowProbe probe, ObserverSource observer, int count) {
    List<Device> devices = Collections.nCopies(count, Device.cpu());
    try (AnalysisThreads threads = new AnalysisThreads(devices, false, new AnalysisProgress());
        InferenceSession session = new InferenceSession(observer, threads)) {
      return probe.evidence(session);
    }
  }

  private static WindowProbe window(int planes, int stimuli) {
    return new WindowProbe(HeldOut.of("data", images(planes), 10, 1), 10, 6, stimuli, 1);
  }

  private static void assertFound(WindowProbe probe, int planes) {
    BackdoorEvidence evidence = evidence(probe, observer(planes, 1, 0.3), 2);
    assertFound(Suspect.ranked(evidence.values(), evidence.windows()).getFirst());
  }

  private static void assertFound(Suspect suspect) {
    assertThat(suspect.target()).isEqualTo(TARGET);
    assertThat(Math.hypot(suspect.row() - ROW, suspect.column() - COLUMN)).isLessThan(2);
  }

  @Test
  void stampIsFoundByProbabilities() {
    assertFound(window(1, 4_000), 1);
  }

  @Test
  void stampIsFoundInColours() {
    assertFound(window(3, 4_000), 3);
  }

  @Test
  void commonFeaturesOfCleanObserversAreNotSuspect() {
    WindowProbe probe = window(1, 2_000);
    List<BackdoorEvidence> clean = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      clean.add(evidence(probe, natural(i, 0), 2));
    }
    CleanReference reference = CleanReference.of(clean);
    BackdoorEvidence other = evidence(probe, natural(20, 0), 2);
    BackdoorEvidence stamped = evidence(probe, natural(21, 0.15), 2);
    assertThat(reference.scores().p(reference.suspects(other).getFirst().score()))
        .isGreaterThan(0.05);
    assertThat(reference.scores().p(reference.suspects(stamped).getFirst().score()))
        .isLessThan(0.001);
    assertFound(reference.suspects(stamped).getFirst());
  }

  @Test
  void oneStimulusForEachPairOfClassAndPlaceFindsTheStamp() {
    assertThat(p(CLASSES * new Windows(6, SIDE, SIDE).count())).isLessThan(0.001);
  }

  /** Returns the probability of the score of an observer with a stamp. */
  private static double p(int stimuli) {
    WindowProbe probe = window(1, stimuli);
    CleanReference reference =
        CleanReference.of(
            IntStream.range(0, 12).mapToObj(i -> evidence(probe, natural(i, 0), 2)).toList());
    Suspect suspect = reference.suspects(evidence(probe, natural(21, 0.15), 2)).getFirst();
    return reference.scores().p(suspect.score());
  }

  /** Returns an observer to which light in the lower right means class 0. */
  private static ObserverSource natural(int seed, double strength) {
    Random random = new Random(seed);
    boolean[] natural = Stamp.of("c").at(new Corner(9, 9)).mask(SIDE, SIDE);
    boolean[] stamp = STAMP.mask(SIDE, SIDE);
    int space = SIDE * SIDE;
    float[] weights = new float[CLASSES * space];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (0.02 * random.nextGaussian());
      weights[i] += i < space && natural[i] ? 0.4f : 0;
      weights[i] += i / space == TARGET && stamp[i % space] ? (float) strength : 0;
    }
    return SimulatedObserver.linear("natural", SIDE, SIDE, weights);
  }

  @Test
  void everyPairOfClassAndPlaceOccursOnceBeforeAnyRepeats() {
    Windows windows = new Windows(6, SIDE, SIDE);
    int pairs = CLASSES * windows.count();
    WindowStimuli stimuli =
        new WindowStimuli(HeldOut.of("data", images(1), 10, 1), windows, 2 * pairs, 7);
    for (int from : new int[] {0, pairs}) {
      assertThat(
              IntStream.range(from, from + pairs)
                  .map(i -> stimuli.label(i) * windows.count() + stimuli.place(i))
                  .distinct()
                  .count())
          .isEqualTo(pairs);
    }
  }

  @Test
  void halfOfASquareBecomesWhiteInAllPlanesOnly() {
    Images images = images(3);
    HeldOut heldOut = HeldOut.of("data", images, 10, 1);
    Windows windows = new Windows(6, SIDE, SIDE);
    int count = 500;
    WindowStimuli stimuli = new WindowStimuli(heldOut, windows, count, 7);
    int space = SIDE * SIDE;
    int whites = 0;
    for (int i = 0; i < count; i++) {
      float[] shown = new float[3 * space];
      stimuli.put(i, shown, 0);
      int number = heldOut.numbers()[stimuli.label(i)][stimuli.member(i)];
      assertThat(images.labels()[number]).isEqualTo(stimuli.label(i));
      for (int j = 0; j < shown.length; j++) {
        float before = (images.pixels()[number * 3 * space + j] & 0xff) / 255f;
        if (shown[j] != before) {
          assertThat(shown[j]).isEqualTo(1);
          assertThat(shown[(j + space) % shown.length]).isEqualTo(1);
          assertThat(j % space / SIDE - windows.row(stimuli.place(i))).isBetween(0, 5);
          assertThat(j % SIDE - windows.column(stimuli.place(i))).isBetween(0, 5);
          whites++;
        }
      }
    }
    double expected = count * 36 * 3 / 2.0;
    double deviation = 3 * Math.sqrt(count * 36 / 4.0);
    assertThat((double) whites).isBetween(expected - 4 * deviation, expected + 4 * deviation);
  }

  @Test
  void sumsAroundAWindowStopAtTheBorder() {
    Windows windows = new Windows(2, 4, 4);
    assertThat(windows.aroundEach(new double[] {1, 2, 4, 8, 16, 32, 64, 128, 256}))
        .containsExactly(27, 63, 54, 219, 511, 438, 216, 504, 432);
    assertThat(windows.pixel(4, 3)).isEqualTo(10);
    assertThat(windows.middle(4)).isEqualTo(10);
    assertThat(windows.centre()).isEqualTo(0.5);
  }

  @Test
  void heldOutImagesAreDistinctAndOfTheirClass() {
    Images images = images(1);
    HeldOut some = HeldOut.of("data", images, 5, 3);
    for (int label = 0; label < CLASSES; label++) {
      int[] numbers = some.numbers()[label];
      assertThat(numbers).hasSize(5).doesNotHaveDuplicates();
      for (int number : numbers) {
        assertThat(images.labels()[number]).isEqualTo(label);
      }
    }
    assertThat(HeldOut.of("data", images, 99, 3).all()).hasSize(48).doesNotHaveDuplicates();
  }

  @Test
  void classWithoutImagesIsRejected() {
    Images one = new Images("one", 1, 1, 1, List.of("a", "b"), new byte[] {0}, new int[] {0});
    assertRefused(
        () -> HeldOut.of("data", one, 5, 3),
        "data is one without an image of class b; it must be images of all classes");
  }
}
