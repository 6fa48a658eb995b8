package org.revcor.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.stream.javadsl.Flow;
import org.revcor.server.Settings.LiveSettings;
import org.revcor.server.access.Scope;
import org.revcor.study.registry.Live;
import org.revcor.study.registry.StudyRequest;
import org.revcor.study.results.ChannelView;
import org.revcor.study.results.StudyView;

/** Upgrades requests to the live feed of a study. */
record LiveEndpoint(Actors actors, Access access, LiveSettings settings, LiveMetrics metrics) {
  private static final int VERSION = 2;

  /** Rate limit per client, far above normal use; further messages are delayed. */
  private static final int MAX_MESSAGES_PER_SECOND = 100;

  /** Maximum number of map values of a frame, 32 MiB. */
  private static final int MAX_FRAME_VALUES = 1 << 23;

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get(StudyEndpoints.ROOT + "/{id}/live", this::upgrade));
  }

  private CompletionStage<HttpResponse> upgrade(Request request) {
    String id = request.id();
    return actors
        .study(id)
        .thenCombine(
            actors.study(id, StudyRequest.GetLive::new),
            (study, live) -> upgrade(request, study, live));
  }

  private HttpResponse upgrade(Request request, StudyView study, ActorRef<Live.Command> live) {
    WebSocketUpgrade upgrade =
        request
            .http()
            .getAttribute(AttributeKeys.webSocketUpgrade)
            .orElseThrow(
                () ->
                    ProblemException.malformed(
                        "the live feed is a WebSocket; the request must be an upgrade"));
    LiveSession session =
        new LiveSession(
            live,
            hello(study),
            settings.idleTimeout(),
            () -> access.permits(request.http(), Scope.READ),
            metrics);
    int channels = study.channels().size();
    int max = maxChannels(study);
    Flow<Message, Message, ?> messages =
        Flow.of(Message.class)
            .mapAsync(
                1, message -> ClientMessage.read(message, channels, max, request.materializer()))
            .throttle(MAX_MESSAGES_PER_SECOND, Duration.ofSeconds(1))
            .via(session);
    return upgrade.handleMessagesWith(messages);
  }

  private String hello(StudyView study) {
    Map<String, Object> hello = new LinkedHashMap<>();
    hello.put("type", "hello");
    hello.put("version", VERSION);
    hello.put("study", study.id());
    hello.put("frameMillis", settings.frameInterval().toMillis());
    hello.put("channels", study.channels().stream().map(ChannelView::name).toList());
    hello.put("shape", study.setup().shape());
    hello.put("maxChannels", maxChannels(study));
    return JsonBody.text(hello);
  }

  /** Returns the maximum number of channels of a frame. */
  private static int maxChannels(StudyView study) {
    int values = study.setup().shape().stream().reduce(1, Math::multiplyExact);
    return Math.max(1, MAX_FRAME_VALUES / values);
  }

  record LiveMetrics(AtomicInteger clients, Counter frames) {
    static LiveMetrics of(MeterRegistry registry) {
      AtomicInteger clients = new AtomicInteger();
      registry.gauge("revcor.live.clients", clients);
      return new LiveMetrics(clients, registry.counter("revcor.live.frames"));
    }
  }
}
