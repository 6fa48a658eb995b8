package org.revcor.study.results;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.revcor.estimate.MapView;

/**
 * The files of a run directory, besides checkpoints and correlations with references. Writing,
 * reading, digests, damage checks, exports, endpoints and removal go by this list. The extension of
 * a name is its format.
 */
public enum Artefact {
  STUDY("study.json", Stage.STATE),
  RECORD("record.json", Stage.STATE),
  /** Outputs of an observer that clients have sent, see {@link ResponseLog}. */
  RESPONSES("responses.log", Stage.STATE),
  /** Responses by which the contrasts of threshold noise are found, by round and class. */
  CONTRASTS("contrasts.csv", Stage.STATE),
  /** The same of clients, see {@link ResponseLog}. */
  CONTRAST_RESPONSES("contrast-responses.log", Stage.STATE),
  HISTORY("history.csv", Stage.LOOKS),
  LOOKS("looks.csv", Stage.LOOKS),
  /** Maps at some looks, see {@link MapSnapshots}. */
  MAPS_OVER_TRIALS("maps-over-trials.npy", Stage.LOOKS),
  MAPS("maps.npy", Stage.MAPS),
  ERRORS("errors.npy", Stage.MAPS),
  Z("z.npy", Stage.MAPS),
  HALF_A("half-a.npy", Stage.MAPS),
  HALF_B("half-b.npy", Stage.MAPS),
  COUNTS("counts.npy", Stage.MAPS),
  MAPS_IMAGE("maps.png", Stage.MAPS),
  CLASSIFICATION("classification.npy", Stage.MAPS),
  CLASSIFICATION_ERRORS("classification-errors.npy", Stage.MAPS),
  CLASSIFICATION_IMAGE("classification.png", Stage.MAPS),
  SUMMARY("summary.json", Stage.END),
  STC("stc.json", Stage.END),
  STC_EIGENVALUES("stc-eigenvalues.npy", Stage.END),
  STC_AXES("stc-axes.npy", Stage.END),
  STC_COVARIANCE("stc-covariance.npy", Stage.END),
  STC_AVERAGES("stc-averages.npy", Stage.END),
  STC_IMAGE("stc.png", Stage.END),
  REGRESSION("regression.json", Stage.END),
  REGRESSION_TABLE("regression.csv", Stage.END),
  /** Coefficients of the scores by groups of half-blocks: channels x groups x scores. */
  COEFFICIENTS("coefficients.npy", Stage.END),
  /** Coefficients of all trials with shuffled responses: channels x scores. */
  SHUFFLED_COEFFICIENTS("shuffled-coefficients.npy", Stage.END),
  /** Mean products of scores. */
  SCORE_COVARIANCE("score-covariance.npy", Stage.END),
  KNOWN_TABLE("known.csv", Stage.END),
  KNOWN_IMAGE("known.png", Stage.END),
  KNOWN("known.json", Stage.END),
  SIGNIFICANCE("significance.json", Stage.ANALYSIS),
  SIGNIFICANCE_IMAGE("significant.png", Stage.ANALYSIS),
  SMOOTH_AXES("bayesian.json", Stage.ANALYSIS),
  SMOOTH_AXES_ARRAY("bayesian-axes.npy", Stage.ANALYSIS),
  SMOOTH_AXES_IMAGE("bayesian.png", Stage.ANALYSIS),
  PARTS("nmf.json", Stage.ANALYSIS),
  PARTS_ARRAY("nmf.npy", Stage.ANALYSIS),
  PARTS_IMAGE("nmf.png", Stage.ANALYSIS);

  /** When a file is written. */
  enum Stage {
    /** From the start on. */
    STATE,
    /** At each look. With a digest when the study pauses or ends. */
    LOOKS,
    /** With a digest when the study pauses or ends. */
    MAPS,
    /** With a digest after the end of the study. Deleted when the study resumes. */
    END,
    /** When an ended study is analysed. */
    ANALYSIS;

    boolean has(Artefact file) {
      return file.stage == this;
    }
  }

  private final String fileName;
  private final Stage stage;

  Artefact(String fileName, Stage stage) {
    this.fileName = fileName;
    this.stage = stage;
  }

  public String fileName() {
    return fileName;
  }

  public Path in(Path folder) {
    return folder.resolve(fileName);
  }

  boolean hasDigest() {
    return stage != Stage.STATE && stage != Stage.ANALYSIS;
  }

  public String format() {
    return fileName.substring(fileName.lastIndexOf('.') + 1);
  }

  public static Artefact of(MapView view) {
    return switch (view) {
      case MAP -> MAPS;
      case ERROR -> ERRORS;
      case Z -> Z;
      case HALF_A -> HALF_A;
      case HALF_B -> HALF_B;
    };
  }

  static Optional<Artefact> named(String fileName) {
    return Arrays.stream(values()).filter(each -> each.fileName.equals(fileName)).findAny();
  }

  static List<Artefact> of(Stage stage) {
    return Arrays.stream(values()).filter(stage::has).toList();
  }
}
