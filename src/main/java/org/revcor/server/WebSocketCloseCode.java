package org.revcor.server;

import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.event.Logging;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.impl.engine.ws.FrameEvent;
import org.apache.pekko.http.impl.engine.ws.FrameEvent$;
import org.apache.pekko.http.impl.engine.ws.FrameStart;
import org.apache.pekko.http.impl.engine.ws.UpgradeToWebSocketLowLevel;
import org.apache.pekko.http.impl.engine.ws.WebSocket;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.http.scaladsl.settings.WebSocketSettings;
import org.apache.pekko.stream.javadsl.Flow;
import scala.Option;

/**
 * Upgrades to a WebSocket that the server can close with any status code.
 *
 * <p>Pekko HTTP supports only 1000 for a completed flow and 1011 for a failed one. This class
 * replaces the close frame of a completed flow, using an internal Pekko class. Without that class
 * clients get 1000.
 */
final class WebSocketCloseCode {
  private static final byte CLOSE = 8;

  private final WebSocketSettings settings;
  private final LoggingAdapter log;

  WebSocketCloseCode(ActorSystem<?> system) {
    settings =
        (WebSocketSettings)
            ServerSettings.create(system.settings().config()).getWebsocketSettings();
    log = Logging.getLogger(system.classicSystem(), WebSocketCloseCode.class);
  }

  /**
   * Accepts an upgrade.
   *
   * @param reason called once the handler has completed
   */
  HttpResponse upgrade(
      WebSocketUpgrade upgrade, Flow<Message, Message, ?> handler, Supplier<CloseReason> reason) {
    if (upgrade instanceof UpgradeToWebSocketLowLevel frames) {
      Flow<FrameEvent, FrameEvent, Object> replacing =
          stack(handler)
              .map(frame -> isRegularClose(frame) ? close(reason.get()) : frame)
              .mapMaterializedValue(value -> value);
      return frames.handleFrames(replacing, Option.empty());
    }
    return upgrade.handleMessagesWith(handler);
  }

  private Flow<FrameEvent, FrameEvent, NotUsed> stack(Flow<Message, Message, ?> handler) {
    Flow<
            org.apache.pekko.http.scaladsl.model.ws.Message,
            org.apache.pekko.http.scaladsl.model.ws.Message,
            ?>
        messages =
            Flow.of(org.apache.pekko.http.scaladsl.model.ws.Message.class)
                .map(message -> (Message) message)
                .via(handler)
                .map(Message::asScala);
    return WebSocket.stack(true, settings, WebSocket.stack$default$3(), log)
        .join(messages)
        .asJava();
  }

  private static boolean isRegularClose(FrameEvent frame) {
    if (!(frame instanceof FrameStart start) || start.header().opcode().code() != CLOSE) {
      return false;
    }
    return start.data().size() >= 2
        && start.data().asByteBuffer().getShort() == CloseReason.NORMAL.code();
  }

  private static FrameEvent close(CloseReason reason) {
    return FrameEvent$.MODULE$.closeFrame(reason.code(), reason.text(), Option.empty());
  }

  /** Reasons why the server closes a WebSocket, with the status code of RFC 6455. */
  enum CloseReason {
    NORMAL(1000, ""),
    IDLE(1001, "no message within the timeout"),
    FORBIDDEN(1008, "the token is not valid any more"),
    BAD_MESSAGES(1008, "too many invalid messages"),
    TOO_LARGE(1009, "a message is larger than 64 KiB"),
    TOO_MANY(1013, "too many live feeds of this token (limits.live-clients)");

    private final int code;
    private final String text;

    CloseReason(int code, String text) {
      this.code = code;
      this.text = text;
    }

    int code() {
      return code;
    }

    String text() {
      return text;
    }
  }
}
