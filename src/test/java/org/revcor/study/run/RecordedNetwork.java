package org.revcor.study.run;

import ai.djl.Device;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.revcor.file.Npy;
import org.revcor.inference.LanePool;
import org.revcor.inference.Platform;
import org.revcor.inference.StudyInference;
import org.revcor.observer.Observer;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.plan.LocalLanes.SystemTermination;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.results.ResponseLog;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.specification.StudyFile;

/** Writes response logs with the outputs of a network for the stimuli of an external study. */
record RecordedNetwork(String model, Materials materials) {
  PreparedStudy prepare(String study) {
    return PreparedStudy.of(
        StudyFile.parseJson(study), materials, Platform.ofThisMachine(), Capacity.UNLIMITED);
  }

  /** Writes the log of a study's blocks, in an order of its own. */
  void write(String study, List<Long> blocks, Path folder) throws Exception {
    write(study, blocks, folder, outputs -> {});
  }

  void write(String study, List<Long> blocks, Path folder, Consumer<float[]> change)
      throws Exception {
    Platform platform = Platform.ofThisMachine();
    PreparedStudy prepared = prepare(study);
    Files.createDirectories(folder);
    ActorSystem<LanePool.Command> system =
        ActorSystem.create(
            LanePool.create(platform, StudyRuns.lanes(1), new SimpleMeterRegistry()), "recording");
    try (ResponseLog log = ResponseLog.open(new RunDirectory(folder).responses(), prepared);
        Observer network = new Catalogue(folder).named(model).load(Device.cpu())) {
      StudyInference lanes =
          new LocalLanes(system, platform, 1, system, new SimpleMeterRegistry())
              .of("recording", prepared);
      for (long block : blocks) {
        float[] stimuli =
            Npy.floats(lanes.stimuli(block).toCompletableFuture().get(60, TimeUnit.SECONDS));
        float[] outputs =
            NetworkOutputs.of(
                network,
                stimuli,
                prepared.plan().batchSize(),
                prepared.observer().description().output());
        change.accept(outputs);
        log.append(new ResponseLog.Entry(block, outputs, "test"));
      }
    } finally {
      SystemTermination.of(system);
    }
  }
}
