package org.revcor.study.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Collects one reply of each of several actors, sends them as one message, and stops. */
final class Aggregation {
  private Aggregation() {}

  /**
   * Creates the actor, which the replies are sent to.
   *
   * @param replies number of replies, at least 1
   * @param message creates the message from the replies, in the order of their arrival
   */
  static <R, M> Behavior<R> of(int replies, Function<List<R>, M> message, ActorRef<M> receiver) {
    List<R> received = new ArrayList<>();
    return Behaviors.receiveMessage(
        reply -> {
          received.add(reply);
          if (received.size() < replies) {
            return Behaviors.same();
          }
          receiver.tell(message.apply(received));
          return Behaviors.stopped();
        });
  }
}
