package org.revcor.study.registry;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.pekko.actor.typed.ActorRef;
import org.revcor.inference.LanePool;
import org.revcor.inference.Platform;
import org.revcor.study.plan.Materials;
import org.revcor.study.record.StudyRecords;

/** What all studies of a server use. */
record StudyServices(
    StudiesSettings settings,
    Platform platform,
    Materials materials,
    ActorRef<LanePool.Command> pool,
    ActorRef<StudyRecords.Command> database,
    MeterRegistry meters) {

  StudyFiles files() {
    return new StudyFiles(settings.directory());
  }

  Launcher launcher() {
    return new Launcher(this);
  }
}
