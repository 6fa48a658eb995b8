package org.revcor.study;

import org.apache.pekko.actor.typed.ActorRef;

/** placeholder. */
public final class Live {
  private Live() {}

  /** Messages that a live feed takes. */
  public sealed interface Command {}

  /** A client comes; it gets the study's state at once, and two credits. */
  public record Join(ActorRef<LiveEvent> client) implements Command {}

  /** A client goes. */
  public record Leave(ActorRef<LiveEvent> client) implements Command {}

  /**
   * A client chooses the channels, by index, that its frames carry; indices out of range are left
   * out.
   */
  public record Watch(ActorRef<LiveEvent> client, int[] channels) implements Command {}

  /** A client has dealt with a frame. */
  public record Ready(ActorRef<LiveEvent> client) implements Command {}
}
