package org.revcor.study.registry;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.pekko.actor.typed.ActorRef;
import org.revcor.inference.Platform;
import org.revcor.study.plan.Lanes;
import org.revcor.study.plan.Materials;
import org.revcor.study.record.StudyRecords;

/** What all studies of a server use. */
record StudyServices(
    StudiesSettings settings,
    Platform platform,
    Materials materials,
    Lanes lanes,
    ActorRef<StudyRecords.Command> database,
    MeterRegistry meters) {

  StudyFiles files() {
    return new StudyFiles(settings.directory());
  }

  Launcher launcher() {
    return new Launcher(this);
  }
}
