package org.revcor.study.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.RefusedException;
import org.revcor.estimate.MapView;
import org.revcor.estimate.significance.NormalTails;
import org.revcor.estimate.significance.Omnibus;
import org.revcor.estimate.significance.PixelTests;
import org.revcor.estimate.significance.PixelTests.StudentScore;
import org.revcor.estimate.significance.SmoothedTest;
import org.revcor.estimate.significance.SmoothedTest.Cluster;
import org.revcor.estimate.significance.Smoothing;
import org.revcor.file.WholeFile;
import org.revcor.schema.Json;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.study.specification.MapDependence;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/**
 * Significance of the maps of a study; the JSON of {@code docs/reference/significance.md}.
 *
 * @param independent whether the values of a map are independent under the null, so that whole maps
 *     are tested
 * @param reason why smoothed maps are not tested; null if they are
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Significance(
    long trials,
    double level,
    double smoothing,
    boolean independent,
    @Nullable String reason,
    List<Channel> channels) {

  /** The z of a value whose error is that of rounding: sums of its squares lose 2⁻²⁶ of it. */
  private static final float EXACT_Z = 0x1p26f;

  /**
   * The tests of one map; undefined values are null.
   *
   * @param pixels number of pixels with a z
   * @param reason why pixels are not tested; null if they are
   */
  public record Channel(
      int index,
      String name,
      int pixels,
      @Nullable WholeMap wholeMap,
      @Nullable String reason,
      @Nullable Pixels familywise,
      @Nullable Pixels discovery,
      @Nullable Smoothed smoothed) {}

  public enum PixelTest {
    FAMILYWISE,
    /** The false discovery rate of Benjamini and Hochberg. */
    DISCOVERY,
    /** The threshold of the smoothed map; requires independent pixels. */
    SMOOTHED
  }

  public record WholeMap(double squaredNorm, double p) {}

  /**
   * Significant pixels.
   *
   * @param threshold smallest significant |z|; null if there is none
   */
  public record Pixels(@Nullable Double threshold, int pixels) {}

  /**
   * Tests of the smoothed map.
   *
   * @param thresholds threshold of each plane; null for a plane without pixels
   * @param pixels number of pixels that are significant by height
   */
  public record Smoothed(List<@Nullable Double> thresholds, int pixels, List<Cluster> clusters) {}

  /**
   * Parameters of the tests.
   *
   * @param level level of each test of each map, in (0,½]
   * @param smoothing standard deviation in pixels, from 0.3 to 100
   */
  public record Options(double level, double smoothing) {

    public Options {
      if (!(level > 0 && level <= 0.5)) {
        throw new InvalidInputException(
            "--level", String.valueOf(level), "a number above 0, at most 0.5");
      }
      if (!(smoothing >= 0.3 && smoothing <= 100)) {
        throw new InvalidInputException(
            "--smoothing", String.valueOf(smoothing), "a number of pixels from 0.3 to 100");
      }
    }
  }

  /**
   * Tests the maps of a study. Writes the result and an image of the significant pixels (by false
   * discovery rate) into its folder.
   *
   * @throws InvalidInputException if the folder has no maps
   */
  public static Significance analyse(Path folder, Options options) {
    EndedStudy study = EndedStudy.in("DIR", folder);
    StudyMaps z = z(study);
    Significance significance = of(study.view(), z, options);
    try {
      WholeFile.write(folder.resolve(Artefact.SIGNIFICANCE.fileName()), Json.bytes(significance));
      WholeFile.write(
          folder.resolve(Artefact.SIGNIFICANCE_IMAGE.fileName()),
          MapImage.sheet(significance.significantMaps(study.maps(MapView.MAP), z)));
    } catch (IOException e) {
      throw study.unusable(e, "cannot be written");
    }
    return significance;
  }

  /** Returns the z-maps, with a z also where a value is not 0 and is the same in all blocks. */
  private static StudyMaps z(EndedStudy study) {
    StudyMaps z = study.maps(MapView.Z);
    if (!study.specification().estimation().kind().isZOverError()) {
      return z;
    }
    float[][] maps = study.maps(MapView.MAP).maps();
    float[][] errors = study.maps(MapView.ERROR).maps();
    float[][] defined = Stream.of(z.maps()).map(float[]::clone).toArray(float[][]::new);
    for (int channel = 0; channel < maps.length; channel++) {
      for (int i = 0; i < maps[channel].length; i++) {
        if (errors[channel][i] == 0 && maps[channel][i] != 0) {
          defined[channel][i] = Math.copySign(EXACT_Z, maps[channel][i]);
        }
      }
    }
    return z.with(defined);
  }

  /** Tests the maps of a study, which may be running, by its z-maps. */
  public static Significance of(StudyView study, StudyMaps z, Options options) {
    StudySpecification specification = StudyFile.of(study.setup().specification());
    MapDependence dependence = MapDependence.of(specification);
    List<StudentScore> scoresOfZ =
        specification.estimation().kind().isZOverError()
            ? errorScores(study, specification)
            : Collections.nCopies(z.maps().length, StudentScore.NORMAL);
    double[] responses =
        study.channels().stream()
            .mapToDouble(c -> Objects.requireNonNullElse(c.quality().responses(), c.nEff()))
            .toArray();
    MapTests tests = MapTests.of(specification, dependence, z, scoresOfZ, responses, options);
    Channel[] channels = new Channel[z.maps().length];
    Arrays.setAll(channels, tests::channel);
    return new Significance(
        z.trials(),
        options.level(),
        options.smoothing(),
        dependence.independent(),
        dependence.reason().orElse(null),
        List.of(channels));
  }

  /**
   * Returns the distribution of values over the standard errors of each channel: Student's t with
   * one degree of freedom less than there are effective blocks; normal for errors of least squares,
   * which are estimated from trials. z of an average is no value over its error: it has the known
   * variance of the stimuli.
   */
  public static List<StudentScore> errorScores(StudyView study, StudySpecification specification) {
    if (!specification.estimation().kind().hasBlockErrors()) {
      return Collections.nCopies(study.channels().size(), StudentScore.NORMAL);
    }
    double all = (double) study.progress().trials() / study.setup().plan().blockSize();
    return study.channels().stream()
        .map(channel -> Objects.requireNonNullElse(channel.quality().blocks(), all))
        .map(blocks -> new StudentScore(Math.max(1, blocks - 1)))
        .toList();
  }

  /** Returns the valid test of pixels with the most power. */
  public PixelTest strongest() {
    return reason == null ? PixelTest.SMOOTHED : PixelTest.FAMILYWISE;
  }

  /**
   * Returns the z-maps with 0 at pixels that are not significant; NaN stays, and is in maps that
   * are not tested.
   *
   * @throws RefusedException if the test is not valid for the study
   */
  public StudyMaps significant(StudyMaps z, PixelTest test) {
    if (test == PixelTest.SMOOTHED && reason != null) {
      throw RefusedException.conflict(
          "smoothed maps of this study are not tested, since %s; use test=familywise or test=discovery"
              .formatted(reason));
    }
    return shown(z, z, test, channel -> z.maps()[channel]);
  }

  private StudyMaps significantMaps(StudyMaps maps, StudyMaps z) {
    return shown(maps, z, PixelTest.DISCOVERY, maps::drawn);
  }

  private StudyMaps shown(StudyMaps maps, StudyMaps z, PixelTest test, IntFunction<float[]> drawn) {
    float[][] shown = new float[maps.maps().length][];
    for (int channel = 0; channel < shown.length; channel++) {
      float[] map = drawn.apply(channel).clone();
      boolean[] significant = significant(z, channel, test);
      float other = isTested(channel, test) ? 0 : Float.NaN;
      for (int i = 0; i < map.length; i++) {
        map[i] = significant[i] || Float.isNaN(map[i]) ? map[i] : other;
      }
      shown[channel] = map;
    }
    return maps.with(shown);
  }

  private boolean isTested(int index, PixelTest test) {
    Channel channel = channels.get(index);
    return test == PixelTest.SMOOTHED ? channel.smoothed() != null : channel.reason() == null;
  }

  private boolean[] significant(StudyMaps z, int index, PixelTest test) {
    Channel channel = channels.get(index);
    float[] map = z.maps()[index];
    return switch (test) {
      case FAMILYWISE -> beyond(map, channel.familywise());
      case DISCOVERY -> beyond(map, channel.discovery());
      case SMOOTHED -> beyond(z, map, channel.smoothed());
    };
  }

  private static boolean[] beyond(float[] map, @Nullable Pixels pixels) {
    boolean[] significant = new boolean[map.length];
    Double threshold = pixels == null ? null : pixels.threshold();
    for (int i = 0; i < map.length; i++) {
      significant[i] = threshold != null && Math.abs(map[i]) >= threshold;
    }
    return significant;
  }

  private boolean[] beyond(StudyMaps z, float[] map, @Nullable Smoothed tested) {
    boolean[] significant = new boolean[map.length];
    if (tested == null) {
      return significant;
    }
    float[] smoothed = new Smoothing(smoothing).of(map, z.planes(), z.height(), z.width());
    int area = z.height() * z.width();
    for (int i = 0; i < map.length; i++) {
      Double threshold = tested.thresholds().get(i / area);
      significant[i] = threshold != null && Math.abs(smoothed[i]) > threshold;
    }
    return significant;
  }

  /**
   * The tests of each map of a study.
   *
   * @param scores distribution of z of each channel under the null
   * @param law law of the averaged values
   * @param responses effective number of responses of each channel
   * @param spread maximum standard deviation of z under the null
   */
  record MapTests(
      StudyMaps z,
      MapDependence dependence,
      List<StudentScore> scores,
      Law law,
      double[] responses,
      double spread,
      double level,
      double smoothing) {

    /**
     * Maximum standard deviation of z under the null for antithetic pairs. A pair has the noise n
     * and -n, so {@code z = Σ(r₁-r₂)n/(σ√Σ(r-r̄)²)} over pairs, and {@code Σ(r₁-r₂)² ≤ 2Σ(r-r̄)²};
     * both are equal if the response is odd in n. Tests divide z by it. Standard errors of blocks,
     * which have whole pairs, and those of regressions, which are of pairs, need no factor.
     */
    private static final double ANTITHETIC_SPREAD = Math.sqrt(2);

    static MapTests of(
        StudySpecification study,
        MapDependence dependence,
        StudyMaps z,
        List<StudentScore> scores,
        double[] responses,
        Significance.Options options) {
      return new MapTests(
          z,
          dependence,
          scores,
          study.stimuli().kind().averagedLaw().orElse(GaussianLaw.DEFAULT),
          responses,
          study.stimuli().antithetic() && !study.estimation().kind().isZOverError()
              ? ANTITHETIC_SPREAD
              : 1,
          options.level(),
          options.smoothing());
    }

    Significance.Channel channel(int index) {
      float[] map = z.maps()[index];
      StudentScore score = scores.get(index);
      float[] tested = deviates(map, score);
      Omnibus omnibus = Omnibus.of(tested);
      boolean hasPixels = omnibus.pixels() > 0;
      NormalTails tails = new NormalTails(law.squaredSkewness(), law.excessKurtosis());
      double threshold = PixelTests.familywiseThreshold(level, Math.max(1, omnibus.pixels()));
      double needed = hasPixels ? tails.forPixels(threshold) : 0;
      double here = responses[index];
      boolean areNormal = here >= needed;
      return new Significance.Channel(
          index,
          z.names().get(index),
          omnibus.pixels(),
          hasPixels && dependence.independent() && here >= tails.forWholeMap()
              ? new Significance.WholeMap(omnibus.squaredNorm(), omnibus.p())
              : null,
          areNormal
              ? null
              : "%.0f effective responses; z of a pixel is normal enough from %.0f on under %s noise"
                  .formatted(here, Math.ceil(needed), law.name()),
          areNormal
              ? hasPixels
                  ? pixels(map, spread * score.z(threshold))
                  : new Significance.Pixels(null, 0)
              : null,
          areNormal ? discovered(map, tested) : null,
          hasPixels
                  && dependence.reason().isEmpty()
                  && here >= tails.forSmoothedPixels(threshold, smoothing)
              ? smoothed(tested)
              : null);
    }

    private float[] deviates(float[] map, StudentScore score) {
      float[] deviates = new float[map.length];
      for (int i = 0; i < map.length; i++) {
        deviates[i] = (float) score.deviate(map[i] / spread);
      }
      return deviates;
    }

    private static Significance.Pixels pixels(float[] map, double threshold) {
      return new Significance.Pixels(Json.finite(threshold), PixelTests.count(map, threshold));
    }

    private Significance.Pixels discovered(float[] map, float[] tested) {
      double threshold = PixelTests.discoveryThreshold(tested, level);
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < map.length; i++) {
        if (Math.abs(tested[i]) >= threshold) {
          least = Math.min(least, Math.abs(map[i]));
        }
      }
      return pixels(map, least);
    }

    private Significance.Smoothed smoothed(float[] tested) {
      SmoothedTest test =
          SmoothedTest.of(
              tested, z.planes(), z.height(), z.width(), new Smoothing(smoothing), level);
      return new Significance.Smoothed(
          Arrays.stream(test.thresholds())
              .mapToObj(threshold -> Json.finite(spread * threshold))
              .toList(),
          test.pixels(),
          test.significant(level));
    }
  }
}
