package org.revcor.study.registry;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Lanes;
import org.revcor.study.plan.Materials;
import org.revcor.study.record.StudyRecords;

/** What all studies of a server use. */
record StudyServices(
    StudiesSettings settings,
    Materials materials,
    Lanes lanes,
    ActorRef<StudyRecords.Command> database,
    MeterRegistry meters) {

  /** Returns the limits of a study; waits until the lanes run. */
  Capacity capacity() {
    return Capacity.of(lanes, settings.observerBytes());
  }

  StudyFiles files() {
    return new StudyFiles(settings.directory());
  }

  /**
   * Checks that files fit on the disk beside those that exist. Blocks.
   *
   * @param bytes size of the files
   * @param existing ids of the studies of the owner
   * @throws org.revcor.RefusedException if they do not fit
   */
  void requireDisk(long bytes, List<String> existing, @Nullable String owner) {
    DiskSpace.of(settings).require(bytes);
    settings.owners().requireDisk(files(), existing, bytes, owner);
  }
}
