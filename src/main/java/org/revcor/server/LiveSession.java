package org.revcor.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.revcor.server.LiveEndpoint.LiveMetrics;
import org.revcor.study.registry.Live;
import org.revcor.study.registry.LiveEvent;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * The session of one client of a live feed; see {@code docs/live-feed.md}.
 *
 * <p>A single stage handles client messages, feed messages and demand on one thread. Feed messages
 * wait in an {@link Outbox} of fixed size, never in a buffer of the stream.
 */
final class LiveSession extends GraphStage<FlowShape<ClientMessage, Message>> {
  private static final int MAX_BAD_MESSAGES = 10;
  private static final Duration MAX_PERMISSION_INTERVAL = Duration.ofSeconds(30);

  private final Inlet<ClientMessage> in = Inlet.create("LiveSession.in");
  private final Outlet<Message> out = Outlet.create("LiveSession.out");
  private final FlowShape<ClientMessage, Message> shape = FlowShape.of(in, out);

  private final ActorRef<Live.Command> live;
  private final String hello;
  private final Duration idleTimeout;
  private final BooleanSupplier isPermitted;
  private final LiveMetrics metrics;

  /**
   * @param hello first message to the client
   * @param isPermitted whether the client may still see the study; asked each idle timeout, at
   *     least every 30 seconds
   */
  LiveSession(
      ActorRef<Live.Command> live,
      String hello,
      Duration idleTimeout,
      BooleanSupplier isPermitted,
      LiveMetrics metrics) {
    this.live = live;
    this.hello = hello;
    this.idleTimeout = idleTimeout;
    this.isPermitted = isPermitted;
    this.metrics = metrics;
  }

  @Override
  public FlowShape<ClientMessage, Message> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {
    private static final String IDLE = "idle";
    private static final String PERMISSION = "permission";

    private final Outbox outbox = new Outbox();
    private ActorRef<LiveEvent> client =
        Adapter.toTyped(org.apache.pekko.actor.ActorRef.noSender());
    private int badMessages;
    private boolean ending;

    private Logic() {
      super(shape);
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              onIncoming(grab(in));
              if (!ending) {
                pull(in);
              }
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              sendIfPossible();
            }
          });
    }

    @Override
    public void preStart() {
      StageActor self = getStageActor(this::onMessage);
      self.watch(Adapter.toClassic(live));
      client = Adapter.toTyped(self.ref());
      outbox.add(hello);
      live.tell(new Live.Join(client));
      metrics.clients().incrementAndGet();
      scheduleOnce(IDLE, idleTimeout);
      Duration interval =
          idleTimeout.compareTo(MAX_PERMISSION_INTERVAL) < 0
              ? idleTimeout
              : MAX_PERMISSION_INTERVAL;
      scheduleWithFixedDelay(PERMISSION, interval, interval);
      pull(in);
    }

    @Override
    public void postStop() {
      live.tell(new Live.Leave(client));
      metrics.clients().decrementAndGet();
    }

    @Override
    public void onTimer(Object key) {
      if (key.equals(IDLE) || !isPermitted.getAsBoolean()) {
        end();
      }
    }

    private BoxedUnit onMessage(Tuple2<org.apache.pekko.actor.ActorRef, Object> message) {
      switch (message._2()) {
        case LiveEvent event -> onEvent(event);
        case Terminated terminated -> end();
        default -> throw new IllegalStateException("not a message of a live feed: " + message._2());
      }
      return BoxedUnit.UNIT;
    }

    private void onEvent(LiveEvent event) {
      if (ending) {
        return;
      }
      switch (event) {
        case LiveEvent.Changed changed -> outbox.state(changed.study());
        case LiveEvent.Frame frame -> {
          outbox.frame(frame.bytes());
          metrics.frames().increment();
        }
        case LiveEvent.Deleted deleted -> end();
      }
      sendIfPossible();
    }

    private void onIncoming(ClientMessage message) {
      scheduleOnce(IDLE, idleTimeout);
      switch (message) {
        case ClientMessage.SelectChannels select ->
            live.tell(new Live.SelectChannels(client, select.channels()));
        case ClientMessage.Ready ready -> live.tell(new Live.Ready(client));
        case ClientMessage.Invalid invalid -> onInvalid(invalid);
        case ClientMessage.TooLarge large -> end();
      }
    }

    private void onInvalid(ClientMessage.Invalid invalid) {
      badMessages++;
      outbox.add(
          JsonNodeFactory.instance
              .objectNode()
              .put("type", "problem")
              .put("title", "Invalid message")
              .put("detail", invalid.detail())
              .put("field", invalid.field())
              .toString());
      sendIfPossible();
      if (badMessages == MAX_BAD_MESSAGES) {
        end();
      }
    }

    private void end() {
      if (!ending) {
        ending = true;
        outbox.end();
        sendIfPossible();
      }
    }

    private void sendIfPossible() {
      if (isAvailable(out)) {
        outbox.next().ifPresent(message -> push(out, message));
      }
      if (ending && outbox.isEmpty() && !isClosed(out)) {
        completeStage();
      }
    }
  }
}
