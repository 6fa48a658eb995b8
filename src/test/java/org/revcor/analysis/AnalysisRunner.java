package org.revcor.analysis;

import ai.djl.Device;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.revcor.analysis.registry.AnalysisRegistry;
import org.revcor.figure.AnalysisResult;
import org.revcor.inference.LaneSettings;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.specification.StudyFile;

/**
 * Runs studies and analyses in a folder.
 *
 * @param folder folder of studies and data sets
 */
public record AnalysisRunner(Path folder) {
  /** Runs a study to its end. */
  public void study(String json, String out) throws Exception {
    LaneSettings lanes = new LaneSettings(2, Duration.ofSeconds(60), 3, 1 << 26);
    try (HeadlessStudy running =
        HeadlessStudy.start(
            StudyFile.parseJson(json),
            materials(),
            folder.resolve(out),
            lanes,
            Duration.ofSeconds(30))) {
      running.end().toCompletableFuture().get(240, TimeUnit.SECONDS);
    }
  }

  public AnalysisResult run(String name, Map<String, String> arguments) {
    return run(name, arguments, 2);
  }

  public AnalysisResult run(String name, Map<String, String> arguments, int count) {
    return run(name, arguments, count, new AnalysisProgress());
  }

  public AnalysisResult run(
      String name, Map<String, String> arguments, int count, AnalysisProgress progress) {
    Analysis analysis = AnalysisRegistry.named("analysis", name);
    List<Device> devices = Collections.nCopies(count, Device.cpu());
    try (AnalysisThreads threads = new AnalysisThreads(devices, false, progress)) {
      return analysis.run(
          Arguments.of(analysis, arguments),
          new AnalysisContext(materials(), folder::resolve, threads));
    }
  }

  private Materials materials() {
    return new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder));
  }
}
