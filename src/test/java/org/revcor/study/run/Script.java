package org.revcor.study.run;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.revcor.study.run.Interleaving.Action;
import org.revcor.study.run.Interleaving.Event;
import org.revcor.study.run.Interleaving.Moment;

/** The remaining events of a study, over all of its runs. Thread-safe. */
final class Script {
  private final List<Event> events;

  Script(List<Event> events) {
    this.events = new ArrayList<>(events);
  }

  synchronized Optional<Action> next(Moment moment, long block) {
    for (Iterator<Event> each = events.iterator(); each.hasNext(); ) {
      Event event = each.next();
      if (event.moment() == moment && event.block() <= block && event.action() != Action.FAIL) {
        each.remove();
        return Optional.of(event.action());
      }
    }
    return Optional.empty();
  }

  synchronized boolean fails(long block) {
    for (Iterator<Event> each = events.iterator(); each.hasNext(); ) {
      Event event = each.next();
      if (event.action() == Action.FAIL && event.block() == block) {
        each.remove();
        return true;
      }
    }
    return false;
  }
}
