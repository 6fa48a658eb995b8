package org.revcor.study.registry;

import java.util.Iterator;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.study.results.StudyView;

/**
 * The studies that wait until they can start, in the order of their ids, which is that of their
 * creation. Only for the registry.
 */
final class StudyQueue {
  private final StudyList studies;
  private final Admission admission;
  private final int maxOfOwner;
  private final NavigableSet<String> ids = new TreeSet<>();
  private boolean isBlocked;
  private boolean isClosed;

  /**
   * @param maxOfOwner maximum number of running studies of an owner
   */
  StudyQueue(StudyList studies, Admission admission, int maxOfOwner) {
    this.studies = studies;
    this.admission = admission;
    this.maxOfOwner = maxOfOwner;
  }

  boolean isEmpty() {
    return ids.isEmpty();
  }

  /** Returns how many more studies of an owner may run. */
  int places(@Nullable String owner) {
    long active =
        admission
            .active()
            .map(studies::get)
            .filter(study -> study != null && study.isOf(owner))
            .count();
    return (int) Math.max(0, maxOfOwner - active - admission.reserved(owner).slots());
  }

  /** Throws a {@link LimitReachedException} if no further study of an owner may run. */
  void requirePlace(String id) {
    String owner = study(id).view().lifecycle().owner();
    if (places(owner) == 0) {
      throw new LimitReachedException(
          "%s: %d studies are running, the maximum (limits.running-studies); stop or pause one, or wait"
              .formatted(OwnerLimits.words(owner), maxOfOwner));
    }
  }

  /** Adds a listed study; {@link #advance} informs it of its position. */
  void add(String id) {
    ids.add(id);
  }

  /** Starts no study until another one ends: the first one does not fit into the memory. */
  void block() {
    isBlocked = true;
  }

  /** Removes a study that is inactive. The memory that it may have used is free. */
  void remove(String id) {
    ids.remove(id);
    isBlocked = false;
  }

  /** Starts no more studies; they keep their places for the next process. */
  void close() {
    isClosed = true;
  }

  /** Starts as many studies as possible, and informs the others of their positions. */
  void advance() {
    Iterator<String> waiting = ids.iterator();
    while (waiting.hasNext() && admission.hasSlot() && !isBlocked && !isClosed) {
      String id = waiting.next();
      if (places(study(id).view().lifecycle().owner()) == 0) {
        continue; // those of other owners may start
      }
      waiting.remove();
      admission.launch(id);
      study(id).actor().tell(new StudyActor.Reserved(StatusReply.success(admission.memory())));
    }
    int position = 0;
    for (String id : ids) {
      position++;
      StudyView view = study(id).view().queuedAt(position);
      if (!view.equals(study(id).view())) {
        studies.update(view);
        study(id).actor().tell(new StudyActor.Queued(view));
      }
    }
  }

  private StudyList.Known study(String id) {
    return studies.require(id);
  }
}
