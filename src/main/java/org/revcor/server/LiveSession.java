package org.revcor.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.revcor.server.LiveEndpoint.LiveMetrics;
import org.revcor.study.registry.Live;
import org.revcor.study.registry.LiveEvent;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * The session of one client of a live feed; see {@code docs/reference/live-feed.md}.
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

  /**
   * The messages waiting for a client of the live feed: texts, the newest state, and at most as
   * many frames as it has credits.
   *
   * <p>This bounds the memory of a client that does not read. Messages are encoded only when they
   * are sent.
   */
  static final class Outbox {
    private static final int MAX_CREDITS = 2;

    private final Queue<String> texts = new ArrayDeque<>();
    private final Queue<ByteBuffer> frames = new ArrayDeque<>();
    private @Nullable String state;

    void add(String text) {
      texts.add(text);
    }

    void state(String study) {
      state = study;
    }

    /** Adds a frame; drops the oldest if the client returned credits for frames not yet sent. */
    void frame(ByteBuffer bytes) {
      if (frames.size() == MAX_CREDITS) {
        frames.remove();
      }
      frames.add(bytes);
    }

    /** Drops state and frames, which are irrelevant at the end of a session. */
    void end() {
      state = null;
      frames.clear();
    }

    boolean isEmpty() {
      return texts.isEmpty() && state == null && frames.isEmpty();
    }

    Optional<Message> next() {
      if (!texts.isEmpty()) {
        return Optional.of(TextMessage.create(texts.remove()));
      }
      if (state != null) {
        String message = "{\"type\":\"state\",\"study\":" + state + "}";
        state = null;
        return Optional.of(TextMessage.create(message));
      }
      return Optional.ofNullable(frames.poll())
          .map(bytes -> BinaryMessage.create(ByteString.fromByteBuffer(bytes.duplicate())));
    }
  }
}
