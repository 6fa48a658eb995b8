package org.revcor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.revcor.cli.StudyServer.RequestFailedException;
import org.revcor.estimate.Reliability;
import org.revcor.figure.Columns;
import org.revcor.inference.Mebibytes;
import org.revcor.schema.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

@Command(
    name = "studies",
    description = "Lists or controls the studies of a running server.",
    exitCodeList = {
      "0:done",
      "1:the server is unavailable, or the study is in the wrong state",
      "2:the study does not exist, or an option is invalid"
    })
final class StudiesCommand extends PrintingCommand implements Callable<Integer> {
  @Mixin private ServerOptions options;

  @Option(
      names = "--owner",
      paramLabel = "NAME",
      description = "Lists only the studies of the token with this name.")
  private @Nullable String owner;

  @Mixin private JsonOption json;

  /** Prints the studies, newest first. */
  @Override
  public Integer call() {
    try (StudyServer server = options.server()) {
      List<JsonNode> studies = server.studies(Optional.ofNullable(owner));
      json.print(studies, () -> print(studies));
      for (JsonNode study : server.damaged()) {
        err()
            .printf(
                "study %s is damaged: %s%n",
                study.path("id").asText(), study.path("problem").asText());
      }
    }
    return ExitCode.DONE;
  }

  private void print(List<JsonNode> studies) {
    print(
        new Columns<JsonNode>()
            .with("id", study -> study.path("id").asText())
            .with("state", study -> study.path("state").asText())
            .with(">trials", study -> ProgressLine.grouped(study.path("trials").asLong()))
            .with(">reliability", study -> reliability(study.path("lowestReliability")))
            .with(">on disk", study -> Mebibytes.of(study.path("diskBytes").asLong()))
            .with("name", study -> study.path("name").asText())
            .with("owner", study -> study.path("owner").asText()),
        studies);
  }

  private static String reliability(JsonNode lowest) {
    return lowest.isNumber() ? Reliability.text(lowest.asDouble()) : "";
  }

  @Command(name = "pause", description = "Pauses studies.")
  int pause(@Mixin NamedStudies studies) {
    return studies.each(
        (id, server) -> server.act(id, "pause", ""),
        (id, study) ->
            study.path("state").asText().equals("paused") ? id + " paused" : id + " pausing");
  }

  @Command(
      name = "resume",
      description = "Resumes paused, stopped and failed studies from their last checkpoints.")
  int resume(
      @Mixin NamedStudies studies,
      @Option(
              names = "--fresh",
              description = "Restarts from the first trial; earlier results are lost.")
          boolean fresh) {
    return studies.each(
        (id, server) -> server.act(id, "resume", fresh ? "{\"fresh\": true}" : ""),
        (id, study) -> {
          if (study.path("state").asText().equals("queued")) {
            return id + " queued";
          }
          return id + (fresh ? " restarted" : " resumed");
        });
  }

  @Command(name = "stop", description = "Ends studies now with their results so far.")
  int stop(@Mixin NamedStudies studies) {
    return studies.each(
        (id, server) -> server.act(id, "stop", ""),
        (id, study) -> {
          if (study.path("state").asText().equals("paused")) {
            return id + " paused, since it was queued";
          }
          return id + (study.path("ended").isTextual() ? " stopped" : " stopping");
        });
  }

  @Command(name = "extend", description = "Raises max-trials of studies and resumes them.")
  int extend(
      @Mixin NamedStudies studies,
      @Option(
              names = "--max-trials",
              required = true,
              paramLabel = "N",
              description = "New maximum number of trials.")
          long maxTrials) {
    return studies.each(
        (id, server) -> server.act(id, "extend", "{\"maxTrials\": " + maxTrials + "}"),
        (id, study) -> "%s resumed, up to %,d trials".formatted(id, maxTrials));
  }

  @Command(
      name = "delete",
      description = "Deletes inactive studies (paused or finished) with all their results.")
  int delete(@Mixin NamedStudies studies) {
    return studies.each(
        (id, server) -> {
          server.delete(id);
          return MissingNode.getInstance();
        },
        (id, none) -> id + " deleted");
  }

  static final class NamedStudies {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of studies.")
    private List<String> ids;

    @Mixin private ServerOptions options;

    @Mixin private JsonOption json;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    /**
     * Applies an action to each study; after an error it continues with the next study.
     *
     * @param action changes the study with an id; returns the study after the action, or a missing
     *     node if it was deleted
     * @param message describes the outcome for a study on one line
     * @return the exit code
     */
    int each(
        BiFunction<String, StudyServer, JsonNode> action,
        BiFunction<String, JsonNode, String> message) {
      ArrayNode responses = Json.MAPPER.createArrayNode();
      int code = ExitCode.DONE;
      try (StudyServer server = options.server()) {
        for (String id : ids) {
          try {
            JsonNode study = action.apply(id, server);
            responses.add(
                study.isMissingNode() ? Json.MAPPER.createObjectNode().put("id", id) : study);
            json.text().println(message.apply(id, study));
          } catch (RequestFailedException refused) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + refused.getMessage());
            code = Math.max(code, refused.exitCode());
          }
        }
      }
      json.print(responses);
      return code;
    }
  }
}
