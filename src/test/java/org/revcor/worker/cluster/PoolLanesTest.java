package org.revcor.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.inference.Hardware;
import org.revcor.inference.NumericPlan;
import org.revcor.inference.Platform;
import org.revcor.observer.Precision;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/** Plans of studies on a server without lanes. */
final class PoolLanesTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  @TempDir private Path folder;

  private final ActorRef<WorkerPool.Command> pool =
      KIT.spawn(
          WorkerPool.create(
              "1", KIT.<FileServer.Command>createTestProbe().ref(), new SimpleMeterRegistry()));
  private final PoolLanes lanes =
      new PoolLanes(pool, Optional.empty(), true, KIT.scheduler(), Duration.ofSeconds(20));

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  /** The processor of the worker has instructions that no processor of a test has. */
  @Test
  void planOfHalfPrecisionHasTheInstructionsOfTheWorker() {
    join("x86_64 avx2", "x86_64 avx2 of_a_worker");

    NumericPlan plan = prepare().plan();

    assertThat(plan.precision()).isEqualTo(Precision.BFLOAT16);
    assertThat(plan.platform().instructions()).isEqualTo("x86_64 avx2 of_a_worker");
  }

  @Test
  void resumedStudyOfHalfPrecisionKeepsTheInstructionsOfItsPlan() {
    join("x86_64 avx2", "x86_64 avx2");
    NumericPlan plan = prepare().plan();

    NumericPlan resumed =
        lanes
            .prepareEarlier(study(), plan, materials(), Capacity.UNLIMITED)
            .withBlocksOf(plan)
            .plan();

    assertThat(plan.platform().instructions()).isEqualTo("x86_64 avx2");
    assertThat(resumed).isEqualTo(plan);
  }

  private PreparedStudy prepare() {
    return lanes.prepare(study(), materials(), Capacity.UNLIMITED);
  }

  private static StudySpecification study() {
    return StudyFile.parseJson(
        "{\"observer\": {\"model\": \"mnist-logistic\"}, \"precision\": \"bfloat16\"}");
  }

  private Materials materials() {
    return new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder));
  }

  private void join(String instructions, String ofBfloat16) {
    Platform platform = platform(instructions);
    Map<Precision, Platform> precisions =
        Map.of(Precision.FLOAT32, platform, Precision.BFLOAT16, platform(ofBfloat16));
    pool.tell(
        new ToPool.Join(
            KIT.<Worker.Command>createTestProbe().ref(),
            new WorkerCard(
                "w",
                "h:1",
                "1",
                new Hardware("processor", 1, List.of(), platform),
                precisions,
                List.of(platform, platform(ofBfloat16)),
                1),
            1));
  }

  private static Platform platform(String instructions) {
    return new Platform("cpu", instructions, "pytorch 2.7.1, operations 3");
  }
}
