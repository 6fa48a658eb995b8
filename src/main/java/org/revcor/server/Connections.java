package org.revcor.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;

/**
 * Stands between a connection and the route. It closes connections on which no complete request
 * arrives in time, which Pekko does only if no byte arrives. It marks requests of connections above
 * the limit, which the route refuses.
 */
final class Connections
    extends GraphStage<BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse>> {
  /** Connections above the limit that still get a response; further ones wait. */
  static final int REFUSED = 64;

  private static final AttributeKey<Boolean> EXCESS =
      AttributeKey.create("revcor-excess-connection", Boolean.class);
  private static final String DEADLINE = "deadline";
  private static final HttpHeader CLOSE = Connection.create("close");

  private final Inlet<HttpRequest> requests = Inlet.create("Connections.requests");
  private final Outlet<HttpRequest> toRoute = Outlet.create("Connections.toRoute");
  private final Inlet<HttpResponse> fromRoute = Inlet.create("Connections.fromRoute");
  private final Outlet<HttpResponse> responses = Outlet.create("Connections.responses");
  private final BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse> shape =
      BidiShape.of(requests, toRoute, fromRoute, responses);
  private final AtomicInteger open = new AtomicInteger();
  private final int max;
  private final IntSupplier liveFeeds;
  private final Duration timeout;

  /**
   * @param max maximum number of connections whose requests are accepted
   * @param timeout maximum time from the start, or the end of a response, to the headers of a
   *     request
   */
  Connections(int max, Duration timeout, IntSupplier liveFeeds) {
    this.max = max;
    this.timeout = timeout;
    this.liveFeeds = liveFeeds;
  }

  static boolean isExcess(HttpRequest request) {
    return request.getAttribute(EXCESS).isPresent();
  }

  @Override
  public BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Requests();
  }

  private final class Requests extends TimerGraphStageLogic {
    private final boolean isExcess = open.incrementAndGet() + liveFeeds.getAsInt() > max;
    private int unanswered;

    private Requests() {
      super(shape);
      setHandler(
          requests,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              cancelTimer(DEADLINE);
              unanswered++;
              HttpRequest request = grab(requests);
              push(toRoute, isExcess ? request.addAttribute(EXCESS, true) : request);
            }

            @Override
            public void onUpstreamFinish() {
              complete(toRoute);
            }
          });
      setHandler(
          toRoute,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              pull(requests);
            }
          });
      setHandler(
          fromRoute,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              unanswered--;
              HttpResponse response = grab(fromRoute);
              push(responses, isExcess ? response.addHeader(CLOSE) : response);
            }
          });
      setHandler(
          responses,
          new AbstractOutHandler() {
            /** The last response, if any, has ended. */
            @Override
            public void onPull() {
              if (unanswered == 0) {
                scheduleOnce(DEADLINE, timeout);
              }
              pull(fromRoute);
            }
          });
    }

    @Override
    public void onTimer(Object deadline) {
      completeStage();
    }

    @Override
    public void postStop() {
      open.decrementAndGet();
    }
  }
}
