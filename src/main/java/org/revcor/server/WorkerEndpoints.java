package org.revcor.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.revcor.inference.Platform;
import org.revcor.worker.cluster.WorkerPool;
import org.revcor.worker.cluster.WorkerView;

record WorkerEndpoints(Actors actors) {
  /**
   * A worker in a response.
   *
   * @param address host and port; null in the server's process
   * @param memory resident bytes of its inference process; null if unknown
   */
  private record Row(
      String name,
      @Nullable String address,
      String state,
      String version,
      Platform platform,
      int lanes,
      int tasks,
      double trialsPerSecond,
      String lastContact,
      @Nullable Long memory,
      Map<String, String> notEligible) {
    static Row of(WorkerView worker) {
      return new Row(
          worker.card().name(),
          worker.card().address(),
          worker.state().name().toLowerCase(Locale.ROOT),
          worker.card().version(),
          worker.card().platforms().getFirst(),
          worker.card().lanes(),
          worker.tasks(),
          worker.trialsPerSecond(),
          worker.lastContact().toString(),
          worker.memory() == 0 ? null : worker.memory(),
          new TreeMap<>(worker.notEligible()));
    }
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/api/v1/workers", this::list));
  }

  private CompletionStage<HttpResponse> list(Request request) {
    return actors
        .ask(actors.pool(), WorkerPool.GetWorkers::new)
        .thenApply(
            known ->
                HttpResponses.json(
                    200, Map.of("workers", known.workers().stream().map(Row::of).toList())));
  }
}
