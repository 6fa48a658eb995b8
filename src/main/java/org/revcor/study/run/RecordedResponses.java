package org.revcor.study.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.estimate.StoppingRule;
import org.revcor.file.NpyRows;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import org.revcor.observer.ExternalObserver;
import org.revcor.observer.ExternalSource;
import org.revcor.observer.ObserverDescription;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.Artefact;
import org.revcor.study.results.ResponseLog;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/** Responses of earlier runs or in files, which studies without a server fold. */
public final class RecordedResponses {
  private static final String RUN = "RUN_DIR";

  private static final String FILE = "file";

  private RecordedResponses() {}

  /**
   * Requires the outputs of an external observer in a folder, since no client can send them.
   *
   * @throws InvalidInputException if outputs are missing
   */
  static void requireComplete(PreparedStudy study, RunDirectory directory) {
    if (study.isExternal() && blocks(study, directory) < study.blocks()) {
      ExternalSource.refuse(study.observer());
    }
  }

  private static long blocks(PreparedStudy study, RunDirectory directory) {
    if (!Files.exists(directory.responses())) {
      return 0;
    }
    try (ResponseLog log = ResponseLog.open(directory.responses(), study)) {
      return log.firstMissing();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Copies the response log of an earlier run to another folder.
   *
   * @return the study with the blocks of the log, up to its own maximum number of trials
   * @throws InvalidInputException if there is no log, it is damaged or of another study, or the
   *     folder has other responses
   */
  public static StudySpecification copy(
      RunDirectory earlier,
      StudySpecification specification,
      Materials materials,
      Path folder,
      LaneSettings lanes) {
    Optional<StudyView> run = earlier.record();
    if (run.isEmpty() || !Files.exists(earlier.responses())) {
      throw refused(earlier, "has no response log");
    }
    int blockSize = run.get().setup().plan().blockSize();
    int requested = specification.numerics().blockSize().orElse(blockSize);
    if (requested != blockSize) {
      throw new InvalidInputException(
          "study.block-size",
          String.valueOf(requested),
          "left out, or %d as in the response log".formatted(blockSize));
    }
    long maxTrials =
        StudyFile.of(run.get().setup().specification())
            .stop()
            .maxTrials()
            .orElse(StoppingRule.MAX_TRIALS);
    PreparedStudy study =
        prepare(StudyFile.withBlocks(specification, blockSize, maxTrials), materials, lanes);
    long trials = blockSize * blocks(study, earlier);
    if (trials == 0) {
      throw refused(earlier, "has no responses to the first block");
    }
    copy(earlier.responses(), folder);
    if (study.contrastTrials() > 0) {
      trials += study.contrastTrials();
      copy(Artefact.CONTRASTS.in(earlier.folder()), folder);
    }
    return StudyFile.withBlocks(
        specification,
        blockSize,
        Math.min(trials, specification.stop().maxTrials().orElse(trials)));
  }

  private static PreparedStudy prepare(
      StudySpecification specification, Materials materials, LaneSettings lanes) {
    Platform platform = Platform.ofThisMachine(lanes.kernels());
    return PreparedStudy.of(specification, materials, platform, Capacity.of(platform, lanes));
  }

  /**
   * Writes the responses in a file as the response log of a study.
   *
   * @throws InvalidInputException if a response is not one that the observer may have, which leaves
   *     the folder unchanged, or the folder has other responses
   */
  public static void write(
      String field,
      NpyRows responses,
      StudySpecification specification,
      Materials materials,
      Path folder,
      LaneSettings lanes) {
    PreparedStudy study = prepare(specification, materials, lanes);
    if (study.contrastTrials() > 0) {
      throw new InvalidInputException(
          "study.stimulus.kind",
          "threshold-noise",
          "another kind with a file of responses, since its stimuli depend on responses");
    }
    try {
      for (long block = 0; block < study.blocks(); block++) {
        outputs(field, responses, study, block);
      }
      Files.createDirectories(folder);
      RunDirectory directory = new RunDirectory(folder);
      if (directory.record().isPresent() && !Files.exists(directory.responses())) {
        throw otherResponses(folder);
      }
      try (ResponseLog log = ResponseLog.open(directory.responses(), study)) {
        for (long block = 0; block < study.blocks(); block++) {
          float[] outputs = outputs(field, responses, study, block);
          if (!log.has(block)) {
            log.append(new ResponseLog.Entry(block, outputs, FILE));
          } else if (!Arrays.equals(outputs, log.outputs(block))) {
            throw otherResponses(folder);
          }
        }
      }
    } catch (IOException e) {
      throw HeadlessStudy.unwritable(folder, e);
    }
  }

  private static float[] outputs(String field, NpyRows responses, PreparedStudy study, long block)
      throws IOException {
    ObserverDescription observer = study.observer().description();
    int trials = study.plan().blockSize();
    float[] outputs = new float[trials * ExternalObserver.valuesPerTrial(observer)];
    long first = block * trials;
    return ClientOutputs.valid(field, responses.read(first, outputs), first, observer);
  }

  private static InvalidInputException refused(RunDirectory earlier, String problem) {
    return new InvalidInputException(
        RUN,
        "%s, which %s".formatted(earlier.folder(), problem),
        "the run directory of a study with observer.external, and responses");
  }

  private static InvalidInputException otherResponses(Path folder) {
    return new InvalidInputException(
        "--out", folder + ", which has other responses", "an empty or new folder");
  }

  private static void copy(Path log, Path folder) {
    Path copy = folder.resolve(log.getFileName());
    try {
      Files.createDirectories(folder);
      if (Files.exists(copy) && Files.isSameFile(copy, log)) {
        throw new InvalidInputException("--out", folder.toString(), "another folder than " + RUN);
      }
      if (Files.exists(copy) && Files.mismatch(log, copy) >= 0) {
        throw otherResponses(folder);
      }
      Files.copy(log, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw HeadlessStudy.unwritable(folder, e);
    }
  }
}
