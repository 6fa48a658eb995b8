package org.revcor.study.registry;

import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.revcor.RefusedException;
import org.revcor.RevcorException;
import org.revcor.study.registry.IdempotencyKeys.RequestKey;
import org.revcor.study.results.StudyView;

/** The studies of a server, in the order of their ids, and the ids and keys ever used. */
final class StudyList {
  private final NavigableMap<String, Known> studies = new TreeMap<>();
  private final NavigableMap<String, StudyRegistry.Damaged> damaged = new TreeMap<>();
  private final Set<String> usedIds = new HashSet<>();

  record Known(ActorRef<StudyActor.Command> actor, StudyView view) {

    boolean isOf(@Nullable String owner) {
      return Objects.equals(view.lifecycle().owner(), owner);
    }
  }

  void put(ActorRef<StudyActor.Command> actor, StudyView view) {
    reserveId(view.id());
    studies.put(view.id(), new Known(actor, view));
  }

  void update(StudyView view) {
    studies.computeIfPresent(view.id(), (id, known) -> new Known(known.actor(), view));
  }

  /**
   * Returns the studies that the same request of the same owner created before, in the order of
   * their ids, without damaged ones.
   *
   * @throws RefusedException if the key is of another request
   */
  List<StudyView> createdBefore(StudyRegistry.Submit submit, IdempotencyKeys keys) {
    RequestKey request = submit.requestKey();
    if (request == null) {
      return List.of();
    }
    List<StudyView> earlier =
        listed(keys.studies(request.key()).stream()).stream()
            .filter(study -> Objects.equals(study.lifecycle().owner(), submit.owner()))
            .toList();
    for (StudyView study : earlier) {
      if (!keys.isOf(study.id(), request)) {
        throw RefusedException.conflict(
            "Idempotency-Key was used to create study %s, which is different"
                .formatted(study.id()));
      }
    }
    return earlier;
  }

  void remove(String id) {
    studies.remove(id);
  }

  void put(StudyRegistry.Damaged study) {
    reserveId(study.id());
    damaged.put(study.id(), study);
  }

  /** Sends a request to a study, or refuses it without one. */
  void route(String id, StudyRequest request) {
    Known study = get(id);
    if (study == null) {
      request.refuse(problem(id));
    } else {
      study.actor().tell(request);
    }
  }

  /** Returns why a study cannot be used. */
  RevcorException problem(String id) {
    StudyRegistry.Damaged study = damaged.get(id);
    return study == null
        ? RefusedException.unknown("study " + id)
        : RefusedException.conflict("study %s is damaged: %s".formatted(id, study.problem()));
  }

  @Nullable Known get(String id) {
    return studies.get(id);
  }

  Known require(String id) {
    return Objects.requireNonNull(studies.get(id));
  }

  /** Returns the newest views of studies; those that were deleted meanwhile are left out. */
  List<StudyView> listed(Stream<String> ids) {
    return ids.map(studies::get).filter(Objects::nonNull).map(Known::view).toList();
  }

  Stream<StudyView> views() {
    return studies.values().stream().map(Known::view);
  }

  /** Marks an id as used; returns whether no study of this server has had it. */
  boolean reserveId(String id) {
    return usedIds.add(id);
  }

  /** Returns a page of the studies. A page after a study that was deleted is empty if sorted. */
  StudyRegistry.Page page(StudyQuery query) {
    List<StudyView> found = from(query).filter(query::matches).limit(query.limit() + 1L).toList();
    boolean more = found.size() > query.limit();
    List<StudyView> page = more ? found.subList(0, query.limit()) : found;
    return new StudyRegistry.Page(
        page, more ? page.getLast().id() : null, List.copyOf(damaged.descendingMap().values()));
  }

  /** Returns the studies after the previous page, in order. */
  private Stream<StudyView> from(StudyQuery query) {
    String after = query.after();
    if (after == null) {
      return query.order().sort(newestFirst(studies));
    }
    return query.order() == StudyQuery.Order.NEWEST
        ? newestFirst(studies.headMap(after, false))
        : query
            .order()
            .sort(newestFirst(studies))
            .dropWhile(study -> !study.id().equals(after))
            .skip(1);
  }

  private static Stream<StudyView> newestFirst(NavigableMap<String, Known> studies) {
    return studies.descendingMap().values().stream().map(Known::view);
  }
}
