package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.stream.Materializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.revcor.study.registry.StudyRegistry;

/** Tests that maps are read only once the pool of large requests has accepted the request. */
final class MapEndpointsTest {
  @AutoClose("shutdownTestKit")
  private static ActorTestKit kit;

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create();
  }

  @Test
  void whileTooManyLargeRequestsAreInProgress_noMapsAreRead() {
    List<Runnable> waiting = new ArrayList<>();
    LargeRequests full = new LargeRequests(waiting::add, 1);
    full.execute(() -> {});
    TestProbe<StudyRegistry.Command> registry = kit.createTestProbe();
    AskStudies studies = new AskStudies(registry.getRef(), kit.system(), Duration.ofSeconds(20));
    Request request =
        new Request(
            HttpRequest.GET("/maps"),
            Map.of("id", "20261125-101500-042-k3f", "channel", "0"),
            Caller.LOCAL,
            Materializer.matFromSystem(kit.system()));

    List<Endpoint> endpoints = new MapEndpoints(studies, Path.of("none"), full).endpoints();
    assertThat(endpoints).hasSize(9);
    for (Endpoint endpoint : endpoints) {
      assertThatThrownBy(() -> endpoint.handler().handle(request))
          .as(endpoint.path())
          .isInstanceOfSatisfying(
              ProblemException.class, refused -> assertThat(refused.status()).isEqualTo(503));
    }
    registry.expectNoMessage(Duration.ZERO);
  }
}
