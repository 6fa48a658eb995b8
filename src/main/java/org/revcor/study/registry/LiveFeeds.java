package org.revcor.study.registry;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.StudyRun;

/**
 * The live feeds of the studies. A study has one while it runs or has clients. Only for the
 * studies' actor.
 */
final class LiveFeeds {
  private final ActorContext<Studies.Command> context;
  private final StudyArchive archive;
  private final InactiveStudies inactive;
  private final Duration interval;
  private final BiFunction<String, ActorRef<Live.Command>, Studies.Command> stopped;
  private final Map<String, ActorRef<Live.Command>> feeds = new HashMap<>();

  /**
   * @param interval minimum time between two frames
   * @param stopped creates the message to the studies' actor when a feed stops
   */
  LiveFeeds(
      ActorContext<Studies.Command> context,
      StudyArchive archive,
      InactiveStudies inactive,
      Duration interval,
      BiFunction<String, ActorRef<Live.Command>, Studies.Command> stopped) {
    this.context = context;
    this.archive = archive;
    this.inactive = inactive;
    this.interval = interval;
    this.stopped = stopped;
  }

  /** Connects a study's feed to a new run; existing clients stay. */
  void connect(StudyView study, ActorRef<StudyRun.Command> run) {
    ActorRef<Live.Command> feed = feeds.get(study.id());
    if (feed == null) {
      spawn(study.id(), Live.create(run, study, inactive::snapshot, interval));
    } else {
      feed.tell(new Live.Connect(run, interval));
    }
  }

  /** Returns the feed of a study; empty if the study does not exist. */
  Optional<ActorRef<Live.Command>> of(String id) {
    ActorRef<Live.Command> feed = feeds.get(id);
    return feed == null ? archive.get(id).map(this::createInactive) : Optional.of(feed);
  }

  private ActorRef<Live.Command> createInactive(StudyView study) {
    return spawn(study.id(), Live.createInactive(study, inactive::snapshot));
  }

  private ActorRef<Live.Command> spawn(String id, Behavior<Live.Command> feed) {
    ActorRef<Live.Command> live = context.spawnAnonymous(feed);
    context.watchWith(live, stopped.apply(id, live));
    feeds.put(id, live);
    return live;
  }

  /**
   * Removes a stopped feed.
   *
   * @return whether it was the study's current feed
   */
  boolean remove(String id, ActorRef<Live.Command> feed) {
    return feeds.remove(id, feed);
  }

  /** Publishes the failure of a run that stopped without reporting its end. */
  void fail(StudyView failed) {
    ActorRef<Live.Command> feed = feeds.get(failed.id());
    if (feed != null) {
      feed.tell(new Live.RunFailed(failed));
    }
  }

  /** Closes the feed of a deleted study. */
  void close(String id) {
    ActorRef<Live.Command> feed = feeds.remove(id);
    if (feed != null) {
      feed.tell(new Live.Close());
    }
  }
}
