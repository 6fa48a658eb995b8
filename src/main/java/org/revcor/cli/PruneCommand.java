package org.revcor.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.Console;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.cli.PrintingCommand.Age;
import org.revcor.cli.StudiesCommand.StudiesListing;
import org.revcor.cli.StudyServer.RequestFailedException;
import org.revcor.inference.Mebibytes;
import org.revcor.schema.Json;
import org.revcor.study.record.EndReason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revcor prune}: deletes old studies or checkpoints of a server. */
@Command(
    name = "prune",
    description =
        "Deletes finished and failed studies of a running server that are older than AGE, or only"
            + " their checkpoints. Keeps running and paused studies.",
    exitCodeList = {
      "0:done, or nothing to delete",
      "1:the server is unavailable or cannot delete now, or you declined",
      "2:an option is invalid, or --yes is missing without a terminal"
    })
final class PruneCommand extends PrintingCommand implements Callable<Integer> {
  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      defaultValue = "30d",
      description =
          "Minimum time since the study ended, for example 90m, 12h or 30d (default:"
              + " ${DEFAULT-VALUE}).")
  private String age;

  @Option(
      names = "--checkpoints",
      description =
          "Deletes only the checkpoints of complete studies. Results remain; extending such a study"
              + " restarts it from its first trial.")
  private boolean checkpoints;

  @Option(names = "--dry-run", description = "Lists what would be deleted, and deletes nothing.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Deletes without confirmation.")
  private boolean yes;

  @Mixin private ServerOptions options;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Instant latest = Instant.now().minus(Age.parse("--older-than", age));
    try (StudyServer server = options.server()) {
      List<JsonNode> studies =
          server.studies(Optional.empty()).stream()
              .filter(study -> isOldEnough(study, latest))
              .toList();
      if (studies.isEmpty()) {
        json.print(studies, () -> out().println("nothing to delete"));
        return ExitCode.DONE;
      }
      StudiesListing.table(studies).lines().forEach((json.isGiven() ? err() : out())::println);
      if (dryRun) {
        json.print(studies, () -> out().printf("%s would be deleted%n", describe(studies)));
        return ExitCode.DONE;
      }
      if (!yes && !isConfirmed(studies)) {
        json.print(List.of(), () -> out().println("nothing was deleted"));
        return ExitCode.FAILED;
      }
      return delete(server, studies);
    }
  }

  private int delete(StudyServer server, List<JsonNode> studies) {
    long before = bytes(server.studies(Optional.empty()));
    int code = ExitCode.DONE;
    List<JsonNode> deleted = new ArrayList<>();
    for (JsonNode study : studies) {
      String id = study.path("id").asText();
      try {
        if (checkpoints) {
          server.deleteCheckpoints(id);
        } else {
          server.delete(id);
        }
        deleted.add(study);
      } catch (RequestFailedException refused) {
        err().println(spec.qualifiedName() + ": " + refused.getMessage());
        code = Math.max(code, refused.exitCode());
      }
    }
    long freed = Math.max(0, before - bytes(server.studies(Optional.empty())));
    json.print(deleted, () -> out().println(Mebibytes.of(freed) + " freed"));
    return code;
  }

  private static long bytes(List<JsonNode> studies) {
    return studies.stream().mapToLong(study -> study.path("diskBytes").asLong()).sum();
  }

  private boolean isOldEnough(JsonNode study, Instant latest) {
    boolean old =
        study.path("ended").isTextual()
            && Instant.parse(study.path("ended").textValue()).isBefore(latest)
            && List.of("finished", "failed").contains(study.path("state").asText());
    return old && (!checkpoints || (isComplete(study) && !study.path("checkpoint").isNull()));
  }

  private static boolean isComplete(JsonNode study) {
    try {
      EndReason end = Json.MAPPER.treeToValue(study.path("end"), EndReason.class);
      return end != null && end.complete();
    } catch (JsonProcessingException ofALaterVersion) {
      return false;
    }
  }

  private String describe(List<JsonNode> studies) {
    String number = studies.size() == 1 ? "1 study" : studies.size() + " studies";
    return checkpoints
        ? "checkpoints of " + number
        : "%s with all results, %s".formatted(number, Mebibytes.of(bytes(studies)));
  }

  private boolean isConfirmed(List<JsonNode> studies) {
    @Nullable Console console = Terminal.isInteractive() ? System.console() : null;
    if (console == null) {
      throw new InvalidInputException("--yes", "missing", "given without a terminal");
    }
    String response = console.readLine("Delete %s? [y/N] ", describe(studies));
    return response != null
        && List.of("y", "yes").contains(response.strip().toLowerCase(Locale.ROOT));
  }
}
