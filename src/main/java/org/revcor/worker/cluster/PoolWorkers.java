package org.revcor.worker.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.inference.Platform;
import org.revcor.worker.StudyDescription;

/**
 * The workers of a pool, in the order in which they joined. A lost one is known for a while, since
 * it may respond again.
 */
final class PoolWorkers<W> {
  static final String NO_WORKER = "no worker is connected";

  private final Map<W, PoolWorker> members = new LinkedHashMap<>();

  @Nullable PoolWorker find(W worker) {
    return members.get(worker);
  }

  void put(W worker, PoolWorker member) {
    members.put(worker, member);
  }

  void remove(W worker) {
    members.remove(worker);
  }

  List<W> replacedBy(W worker, WorkerCard card) {
    String address = card.address();
    return members.entrySet().stream()
        .filter(other -> !other.getKey().equals(worker))
        .filter(other -> address != null && address.equals(other.getValue().card().address()))
        .map(Map.Entry::getKey)
        .toList();
  }

  Map<W, PoolWorker> tick() {
    Map<W, PoolWorker> lost = new LinkedHashMap<>();
    members.forEach(
        (worker, member) -> {
          member.speed().tick();
          if (member.contact().tick()) {
            lost.put(worker, member);
          }
        });
    members.values().removeIf(member -> member.contact().isOver());
    return lost;
  }

  Stream<PoolWorker> all() {
    return members.values().stream();
  }

  Stream<Map.Entry<W, PoolWorker>> entries() {
    return members.entrySet().stream();
  }

  void forEach(BiConsumer<W, PoolWorker> action) {
    members.forEach(action);
  }

  Set<String> names() {
    return all().map(member -> member.card().name()).collect(Collectors.toSet());
  }

  Stream<PoolWorker> ready() {
    return all().filter(PoolWorker::isReady);
  }

  /** Returns whether another worker may compute a study, now or later. */
  boolean hasOther(W worker, StudyDescription study) {
    return entries()
        .anyMatch(each -> !each.getKey().equals(worker) && each.getValue().isCandidate(study));
  }

  /**
   * Returns why no worker computes tasks of a study; empty if one does. A refusal counts until its
   * worker has computed a task.
   */
  Optional<String> obstacle(String study, Platform platform) {
    List<PoolWorker> able = all().filter(member -> member.serves(platform)).toList();
    if (able.stream().anyMatch(member -> member.lastRefusal(study).isEmpty())) {
      return Optional.empty();
    }
    return obstacle(platform)
        .or(
            () ->
                Optional.of(
                    able.stream()
                        .map(
                            member ->
                                "worker %s cannot compute it now: %s"
                                    .formatted(
                                        member.card().name(),
                                        member.lastRefusal(study).orElseThrow()))
                        .collect(Collectors.joining("; "))));
  }

  /** Returns why no worker serves a platform; empty if one does. */
  Optional<String> obstacle(Platform platform) {
    if (all().anyMatch(member -> member.serves(platform))) {
      return Optional.empty();
    }
    if (ready().findAny().isEmpty()) {
      return Optional.of(NO_WORKER);
    }
    return Optional.of(
        "no worker has the platform of the study: %s; %s"
            .formatted(
                platform.inWords(),
                ready()
                    .map(PoolWorker::card)
                    .map(card -> "%s has %s".formatted(card.name(), card.platform().inWords()))
                    .collect(Collectors.joining("; "))));
  }
}
