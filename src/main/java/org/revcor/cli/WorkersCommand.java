package org.revcor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.revcor.figure.Columns;
import org.revcor.inference.Mebibytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
            table(workers, Instant.now()).forEach(out()::println);
            workers.forEach(this::printNotEligible);
          });
    }
    return ExitCode.DONE;
  }

  static List<String> table(List<JsonNode> workers, Instant now) {
    return new Columns<JsonNode>()
        .with("name", worker -> worker.path("name").asText())
        .with("address", worker -> worker.path("address").asText(""))
        .with("state", worker -> worker.path("state").asText())
        .with(">lanes", worker -> worker.path("lanes").asText())
        .with(">tasks", worker -> worker.path("tasks").asText())
        .with(">trials/s", worker -> "%,.0f".formatted(worker.path("trialsPerSecond").asDouble()))
        .with(">memory", worker -> memory(worker.path("memory")))
        .with(">last contact", worker -> silent(worker, now) + " s ago")
        .with("version", worker -> worker.path("version").asText())
        .with("platform", worker -> platform(worker.path("platform")))
        .lines(workers);
  }

  private static String memory(JsonNode bytes) {
    return bytes.isNull() ? "" : Mebibytes.of(bytes.asLong());
  }

  private static long silent(JsonNode worker, Instant now) {
    Instant contact = Instant.parse(worker.path("lastContact").asText());
    return Math.max(0, Duration.between(contact, now).toSeconds());
  }

  private static String platform(JsonNode platform) {
    return Stream.of("device", "instructions", "engine", "kernels")
        .map(part -> platform.path(part).asText())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
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
