package org.revcor.studies;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.revcor.study.StudyRun;
import org.revcor.study.StudyView;

/**
 * The live feeds of the studies, one each while it runs or somebody watches. Used by the studies'
 * actor alone.
 */
final class LiveFeeds {
  private final ActorContext<Studies.Command> context;
  private final StudyArchive archive;
  private final InactiveStudies resting;
  private final Duration interval;
  private final BiFunction<String, ActorRef<Live.Command>, Studies.Command> stopped;
  private final Map<String, ActorRef<Live.Command>> feeds = new HashMap<>();

  /**
   * @param interval least time between two frames
   * @param stopped what the studies are told when a feed ends
   */
  LiveFeeds(
      ActorContext<Studies.Command> context,
      StudyArchive archive,
      InactiveStudies resting,
      Duration interval,
      BiFunction<String, ActorRef<Live.Command>, Studies.Command> stopped) {
    this.context = context;
    this.archive = archive;
    this.resting = resting;
    this.interval = interval;
    this.stopped = stopped;
  }

  /** A run has begun; those who watched the study before watch it. */
  void follow(StudyView study, ActorRef<StudyRun.Command> run) {
    ActorRef<Live.Command> feed = feeds.get(study.id());
    if (feed == null) {
      spawn(study.id(), Live.create(run, study, resting::snapshot, interval));
    } else {
      feed.tell(new Live.Follow(run, interval));
    }
  }

  /** The feed of a study; empty if there is no such study. */
  Optional<ActorRef<Live.Command>> of(String id) {
    ActorRef<Live.Command> feed = feeds.get(id);
    return feed == null ? archive.get(id).map(this::resting) : Optional.of(feed);
  }

  private ActorRef<Live.Command> resting(StudyView study) {
    return spawn(study.id(), Live.ofResting(study, resting::snapshot));
  }

  private ActorRef<Live.Command> spawn(String id, Behavior<Live.Command> feed) {
    ActorRef<Live.Command> live = context.spawnAnonymous(feed);
    context.watchWith(live, stopped.apply(id, live));
    feeds.put(id, live);
    return live;
  }

  /**
   * A feed has ended.
   *
   * @return whether it was the study's, so that the study has none now
   */
  boolean stopped(String id, ActorRef<Live.Command> feed) {
    return feeds.remove(id, feed);
  }

  /** A run has ended without having said so. */
  void brokeOff(StudyView failed) {
    ActorRef<Live.Command> feed = feeds.get(failed.id());
    if (feed != null) {
      feed.tell(new Live.BrokeOff(failed));
    }
  }

  /** A study was deleted. */
  void close(String id) {
    ActorRef<Live.Command> feed = feeds.remove(id);
    if (feed != null) {
      feed.tell(new Live.Close());
    }
  }
}
