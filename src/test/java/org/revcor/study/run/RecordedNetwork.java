package org.revcor.study.run;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.revcor.inference.LanePool;
import org.revcor.inference.Platform;
import org.revcor.inference.StudyInference;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.LocalLanes;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.plan.SystemTermination;
import org.revcor.study.results.ResponseLog;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.specification.StudyFile;

/** Writes response logs with the outputs of a network for the stimuli of an external study. */
record RecordedNetwork(String model, Materials materials) {
  /** Writes the log of a study's blocks, in an order of its own. */
  void write(String study, List<Long> blocks, Path folder) throws Exception {
    Platform platform = Platform.ofThisMachine();
    PreparedStudy prepared =
        PreparedStudy.of(StudyFile.parseJson(study), materials, platform, Capacity.UNLIMITED);
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
        float[] stimuli = lanes.stimuli(block).toCompletableFuture().get(60, TimeUnit.SECONDS);
        log.append(
            block,
            outputs(
                network,
                stimuli,
                prepared.plan().batchSize(),
                prepared.observer().description().output()),
            "test");
      }
    } finally {
      SystemTermination.of(system);
    }
  }

  /**
   * Returns the outputs of a network that returns logits.
   *
   * @param stimuli n x C x H x W
   */
  static float[] outputs(Observer network, float[] stimuli, int batch, OutputKind kind) {
    ObserverDescription shape = network.description();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray all =
          manager.create(
              stimuli,
              new Shape(
                  stimuli.length / shape.values(), shape.planes(), shape.height(), shape.width()));
      NDArray outputs = network.forward(all.get("0:{}", batch));
      for (long first = batch; first < all.getShape().get(0); first += batch) {
        outputs = outputs.concat(network.forward(all.get("{}:{}", first, first + batch)));
      }
      return switch (kind) {
        case LABELS -> outputs.argMax(1).toType(outputs.getDataType(), false).toFloatArray();
        case PROBABILITIES -> ClassReadout.PROBABILITY.responses(outputs, shape).toFloatArray();
        default -> outputs.toFloatArray();
      };
    }
  }
}
