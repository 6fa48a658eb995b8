package org.revcor.server;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.pattern.StatusReply;
import org.revcor.InvalidInputException;
import org.revcor.file.Npy;
import org.revcor.observer.ExternalSource;
import org.revcor.study.registry.StudyRequest;
import org.revcor.study.results.ResponseLog;
import org.revcor.study.run.ResponseCollector;

/** Endpoints for clients that compute the outputs of a study with an external observer. */
record LeaseEndpoints(Actors actors, Executor blocking) {
  private static final String LEASES = StudyEndpoints.ROOT + "/{id}/leases";
  private static final String DEFAULT_SOURCE = "client";
  private static final double DEFAULT_WAIT = 10;
  private static final double MAX_WAIT = 30;

  /** Allows arrays in float64. */
  static final long MAX_BYTES = 2 * ExternalSource.MAX_BLOCK_BYTES + (1 << 12);

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post(LEASES, this::lease).withTimeout(Duration.ofSeconds((long) (2 * MAX_WAIT))),
        Endpoint.array(LEASES + "/{lease}", this::put),
        Endpoint.delete(LEASES + "/{lease}", this::giveBack));
  }

  private CompletionStage<HttpResponse> lease(Request request) {
    String source = source(request).orElse(DEFAULT_SOURCE);
    Duration wait =
        Duration.ofMillis(Math.round(1000 * request.parameter("wait", DEFAULT_WAIT, 0, MAX_WAIT)));
    return this.<Optional<ResponseCollector.Leased>>collect(
            request, wait, replyTo -> new ResponseCollector.Lease(source, wait, replyTo))
        .thenApply(
            leased -> leased.map(LeaseEndpoints::stimuli).orElseGet(HttpResponses::noContent));
  }

  private static HttpResponse stimuli(ResponseCollector.Leased leased) {
    BigDecimal seconds = BigDecimal.valueOf(leased.duration().toMillis(), 3).stripTrailingZeros();
    return HttpResponses.of(200, HttpResponses.X_NPY, leased.stimuli())
        .addHeader(RawHeader.create("Revcor-Lease", leased.lease()))
        .addHeader(RawHeader.create("Revcor-Block", String.valueOf(leased.block())))
        .addHeader(RawHeader.create("Revcor-Lease-Seconds", seconds.toPlainString()));
  }

  private CompletionStage<HttpResponse> put(Request request) {
    Optional<String> source = source(request);
    return request
        .bytes(MAX_BYTES)
        .thenApplyAsync(LeaseEndpoints::array, blocking)
        .thenCompose(
            outputs ->
                this.<Done>collect(
                    request,
                    Duration.ZERO,
                    replyTo ->
                        new ResponseCollector.PutOutputs(
                            request.variable("lease"), source, outputs, replyTo)))
        .thenApply(done -> HttpResponses.noContent());
  }

  private static Npy.Array array(byte[] body) {
    try {
      return Npy.numbers(body);
    } catch (IllegalArgumentException unreadable) {
      throw new InvalidInputException(
          "body", String.valueOf(unreadable.getMessage()), "a NumPy file of " + Npy.NUMBERS);
    }
  }

  private CompletionStage<HttpResponse> giveBack(Request request) {
    return this.<Done>collect(
            request,
            Duration.ZERO,
            replyTo -> new ResponseCollector.Return(request.variable("lease"), replyTo))
        .thenApply(done -> HttpResponses.noContent());
  }

  /**
   * Asks the collector of a study.
   *
   * @param wait time after which it replies at the latest
   */
  private <T> CompletionStage<T> collect(
      Request request,
      Duration wait,
      Function<ActorRef<StatusReply<T>>, ResponseCollector.Request<?>> message) {
    return actors.study(
        request.id(),
        actors.timeout().plus(wait),
        replyTo -> new StudyRequest.ToCollector(message.apply(replyTo)));
  }

  private static Optional<String> source(Request request) {
    Optional<String> source = request.parameter("source");
    source.ifPresent(
        name -> {
          if (name.isBlank()
              || name.chars().anyMatch(Character::isISOControl)
              || name.getBytes(StandardCharsets.UTF_8).length > ResponseLog.MAX_SOURCE) {
            throw ProblemException.invalidParameter(
                "source",
                name,
                "a name on one line of at most %d bytes".formatted(ResponseLog.MAX_SOURCE));
          }
        });
    return source;
  }
}
