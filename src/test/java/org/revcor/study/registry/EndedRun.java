package org.revcor.study.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.revcor.inference.LaneSettings;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.specification.StudyFile;

/** Creates the run directory of a finished study of 1000 trials. */
public final class EndedRun {
  private static final String STUDY =
      "{\"observer\": {\"model\": \"mnist-logistic\"}, \"stop\": {\"max-trials\": 1000}}";

  private EndedRun() {}

  /**
   * Runs the study.
   *
   * @param folder new run directory
   * @param id id in its record
   */
  public static void in(Path folder, String id) throws IOException {
    Path none = folder.resolveSibling("none");
    try (HeadlessStudy study =
        HeadlessStudy.start(
            StudyFile.parseJson(STUDY),
            new Materials(Observers.withAnyFile(new Catalogue(none)), none, new Bases(none)),
            folder,
            new LaneSettings(1, Duration.ofSeconds(60), 3, 1 << 26),
            Duration.ofSeconds(30))) {
      study.end().toCompletableFuture().join();
    }
    RunDirectory directory = new RunDirectory(folder);
    directory.writeRecord(directory.record().orElseThrow().withId(id));
  }
}
