package org.revcor.study.registry;

import io.micrometer.core.instrument.MeterRegistry;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Lanes;
import org.revcor.study.plan.Materials;

/** What all studies of a server use. */
record StudyServices(
    StudiesSettings settings, Materials materials, Lanes lanes, MeterRegistry meters) {

  /** Returns the limits of a study; waits until the lanes run. */
  Capacity capacity() {
    return Capacity.of(lanes, settings.observerBytes());
  }

  StudyFiles files() {
    return new StudyFiles(settings.directory());
  }
}
