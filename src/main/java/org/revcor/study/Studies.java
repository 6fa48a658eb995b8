package org.revcor.study;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.MapView;

/** placeholder. */
public final class Studies {
  private Studies() {}

  /** Messages that the studies take. */
  public sealed interface Command {}

  /**
   * Starts a study. The error is an {@link org.revcor.InvalidInputException} if it cannot be used
   * and a {@link StudyConflictException} if too many run.
   */
  public record Submit(StudySpecification specification, ActorRef<StatusReply<StudyView>> replyTo)
      implements Command {}

  /**
   * Asks for a page of the studies, newest first.
   *
   * @param after id that the page comes after; null for the first page
   */
  public record GetPage(int limit, @Nullable String after, ActorRef<Page> replyTo)
      implements Command {}

  /** A page; {@code next} is the id to go on after, or null at the end. */
  public record Page(List<StudyView> studies, @Nullable String next) {}

  /** Asks for a study as it is now. */
  public record Get(String id, ActorRef<Optional<StudyView>> replyTo) implements Command {}

  /** Stops a study; no error if it has ended. Empty if there is no such study. */
  public record Stop(String id, ActorRef<Optional<StudyView>> replyTo) implements Command {}

  /**
   * Deletes an ended study with its folder; a {@link StudyConflictException} if it has not ended.
   */
  public record Delete(String id, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /**
   * Asks for a view of all maps, of a running study as they are now; a {@link
   * StudyConflictException} if there are none.
   */
  public record GetMaps(String id, MapView view, ActorRef<StatusReply<StudyMaps>> replyTo)
      implements Command {}

  /** Asks for the live feed of a study. */
  public record GetLive(String id, ActorRef<Optional<ActorRef<Live.Command>>> replyTo)
      implements Command {}

  /** Stops all studies with complete results, then replies. */
  public record ShutDown(ActorRef<Done> replyTo) implements Command {}
}
