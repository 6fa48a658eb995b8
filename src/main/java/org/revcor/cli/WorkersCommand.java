package org.revcor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.revcor.inference.Mebibytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code revcor workers}: lists workers. */
@Command(
    name = "workers",
    description =
        "Lists the workers of a running server, and studies whose tasks they do not take.",
    exitCodeList = {"0:done", "1:the server is unavailable", "2:an option is invalid"})
final class WorkersCommand extends PrintingCommand implements Callable<Integer> {
  @Mixin private ServerOptions options;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    try (StudyServer server = options.server()) {
      List<JsonNode> workers = server.workers();
      json.print(
          workers,
          () -> {
            table(workers, Instant.now()).lines().forEach(out()::println);
            workers.forEach(this::printNotEligible);
          });
    }
    return ExitCode.DONE;
  }

  /**
   * Returns a row for each worker.
   *
   * @param now the time from which the last contact is counted
   */
  static Table table(List<JsonNode> workers, Instant now) {
    Table table =
        new Table(
            "name",
            "address",
            "state",
            ">lanes",
            ">tasks",
            ">trials/s",
            ">memory",
            ">last contact",
            "version",
            "platform");
    for (JsonNode worker : workers) {
      JsonNode platform = worker.path("platform");
      long silent =
          Duration.between(Instant.parse(worker.path("lastContact").asText()), now).toSeconds();
      table.add(
          worker.path("name").asText(),
          worker.path("address").asText(""),
          worker.path("state").asText(),
          worker.path("lanes").asText(),
          worker.path("tasks").asText(),
          "%,.0f".formatted(worker.path("trialsPerSecond").asDouble()),
          worker.path("memory").isNull() ? "" : Mebibytes.of(worker.path("memory").asLong()),
          Math.max(0, silent) + " s ago",
          worker.path("version").asText(),
          Stream.of("device", "instructions", "engine", "kernels")
              .map(part -> platform.path(part).asText())
              .filter(part -> !part.isEmpty())
              .collect(Collectors.joining(", ")));
    }
    return table;
  }

  private void printNotEligible(JsonNode worker) {
    worker
        .path("notEligible")
        .properties()
        .forEach(
            study ->
                out()
                    .printf(
                        "%s takes no tasks of study %s: %s%n",
                        worker.path("name").asText(), study.getKey(), study.getValue().asText()));
  }
}
