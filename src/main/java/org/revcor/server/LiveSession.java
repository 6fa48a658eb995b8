package org.revcor.server;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
final class LiveSession extends GraphStage<FlowShape<Incoming, Message>> {
  private static final int MAX_BAD_MESSAGES = 10;
  private static final Duration MAX_PERMISSION_INTERVAL = Duration.ofSeconds(30);

  private final Inlet<Incoming> in = Inlet.create("LiveSession.in");
  private final Outlet<Message> out = Outlet.create("LiveSession.out");
  private final FlowShape<Incoming, Message> shape = FlowShape.of(in, out);

  private final ActorRef<Live.Command> live;
  private final String hello;
  private final int channels;
  private final Duration idleTimeout;
  private final BooleanSupplier isPermitted;
  private final AtomicReference<CloseReason> closing;
  private final LiveMetrics metrics;
  private final FairUse.LiveClients clients;

  /**
   * @param hello first message to the client
   * @param channels number of channels of the study
   * @param isPermitted whether the client may still see the study; asked each idle timeout, at
   *     least every 30 seconds
   * @param clients feeds of the client's token, to which it adds itself
   * @param closing set to the reason before the session closes the connection
   */
  LiveSession(
      ActorRef<Live.Command> live,
      String hello,
      int channels,
      Duration idleTimeout,
      BooleanSupplier isPermitted,
      AtomicReference<CloseReason> closing,
      LiveMetrics metrics,
      FairUse.LiveClients clients) {
    this.live = live;
    this.hello = hello;
    this.channels = channels;
    this.idleTimeout = idleTimeout;
    this.isPermitted = isPermitted;
    this.closing = closing;
    this.metrics = metrics;
    this.clients = clients;
  }

  @Override
  public FlowShape<Incoming, Message> shape() {
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
      metrics.joined();
      scheduleOnce(IDLE, idleTimeout);
      Duration interval =
          idleTimeout.compareTo(MAX_PERMISSION_INTERVAL) < 0
              ? idleTimeout
              : MAX_PERMISSION_INTERVAL;
      scheduleWithFixedDelay(PERMISSION, interval, interval);
      if (!clients.join()) {
        end(CloseReason.TOO_MANY);
      }
      pull(in);
    }

    @Override
    public void postStop() {
      live.tell(new Live.Leave(client));
      metrics.left();
      clients.leave();
    }

    @Override
    public void onTimer(Object key) {
      if (key.equals(IDLE)) {
        end(CloseReason.IDLE);
      } else if (!isPermitted.getAsBoolean()) {
        end(CloseReason.FORBIDDEN);
      }
    }

    private BoxedUnit onMessage(Tuple2<org.apache.pekko.actor.ActorRef, Object> message) {
      switch (message._2()) {
        case LiveEvent event -> onEvent(event);
        case Terminated terminated -> end(CloseReason.NORMAL);
        default -> unhandled(message._2());
      }
      return BoxedUnit.UNIT;
    }

    private void unhandled(Object message) {
      throw new IllegalStateException("not a message of a live feed: " + message);
    }

    private void onEvent(LiveEvent event) {
      if (ending) {
        return;
      }
      switch (event) {
        case LiveEvent.Changed changed -> outbox.state(changed.study());
        case LiveEvent.Frame frame -> {
          outbox.frame(frame.bytes());
          metrics.frame();
        }
        case LiveEvent.Deleted deleted -> end(CloseReason.NORMAL);
      }
      sendIfPossible();
    }

    private void onIncoming(Incoming incoming) {
      scheduleOnce(IDLE, idleTimeout);
      switch (incoming) {
        case Incoming.Text text -> onClientMessage(ClientMessage.parse(text.text(), channels));
        case Incoming.Binary binary ->
            onClientMessage(
                new ClientMessage.Invalid(
                    "message", "the message is binary; it must be JSON text"));
        case Incoming.TooLarge large -> end(CloseReason.TOO_LARGE);
      }
    }

    private void onClientMessage(ClientMessage message) {
      switch (message) {
        case ClientMessage.SelectChannels select ->
            live.tell(new Live.SelectChannels(client, select.channels()));
        case ClientMessage.Ready ready -> live.tell(new Live.Ready(client));
        case ClientMessage.Invalid invalid -> onInvalid(invalid);
      }
    }

    private void onInvalid(ClientMessage.Invalid invalid) {
      badMessages++;
      outbox.add(
          JsonBody.text(
              Map.of(
                  "type",
                  "problem",
                  "title",
                  "Invalid message",
                  "detail",
                  invalid.detail(),
                  "field",
                  invalid.field())));
      sendIfPossible();
      if (badMessages == MAX_BAD_MESSAGES) {
        end(CloseReason.BAD_MESSAGES);
      }
    }

    private void end(CloseReason reason) {
      if (!ending) {
        ending = true;
        closing.set(reason);
        outbox.end();
        sendIfPossible();
      }
    }

    private void sendIfPossible() {
      if (isAvailable(out)) {
        Optional<Message> next = outbox.next();
        next.ifPresent(message -> push(out, message));
      }
      if (ending && outbox.isEmpty() && !isClosed(out)) {
        completeStage();
      }
    }
  }
}
