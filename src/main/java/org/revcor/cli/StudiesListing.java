package org.revcor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.Reliability;
import org.revcor.inference.Mebibytes;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Prints the studies of a server as a table, newest first. */
final class StudiesListing {
  @Mixin private ServerOptions options;

  @Option(
      names = "--owner",
      paramLabel = "NAME",
      description = "Lists only the studies of the token with this name.")
  private @Nullable String owner;

  @Mixin private JsonOption json;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  int print() {
    try (StudyServer server = options.server()) {
      List<JsonNode> studies = server.studies(Optional.ofNullable(owner));
      json.print(
          studies, () -> table(studies).lines().forEach(spec.commandLine().getOut()::println));
      for (JsonNode study : server.damaged()) {
        spec.commandLine()
            .getErr()
            .printf(
                "study %s is damaged: %s%n",
                study.path("id").asText(), study.path("problem").asText());
      }
    }
    return ExitCode.DONE;
  }

  static Table table(List<JsonNode> studies) {
    Table table = new Table("id", "state", ">trials", ">reliability", ">on disk", "name", "owner");
    studies.forEach(
        study ->
            table.add(
                study.path("id").asText(),
                study.path("state").asText(),
                "%,d".formatted(study.path("trials").asLong()),
                study.path("lowestReliability").isNumber()
                    ? Reliability.text(study.path("lowestReliability").asDouble())
                    : "",
                Mebibytes.of(study.path("diskBytes").asLong()),
                study.path("name").asText(),
                study.path("owner").asText()));
    return table;
  }
}
