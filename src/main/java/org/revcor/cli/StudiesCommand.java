package org.revcor.cli;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.revcor.schema.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revcor studies}: lists and controls the studies of a running server. */
@Command(
    name = "studies",
    description = "Lists or controls the studies of a running server.",
    exitCodeList = {
      "0:done",
      "1:the server is unavailable, or the study is in the wrong state",
      "2:the study does not exist, or an option is invalid"
    })
final class StudiesCommand implements Callable<Integer> {
  @Mixin private StudiesListing listing;

  @Override
  public Integer call() {
    return listing.print();
  }

  @Command(name = "list", description = "Lists the studies of a running server, newest first.")
  int list(@Mixin StudiesListing all) {
    return all.print();
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

  @Command(name = "clone", description = "Starts copies of studies.")
  int copy(
      @Mixin NamedStudies studies,
      @Option(names = "--seed", paramLabel = "N", description = "Seed of the new studies.")
          @Nullable Long seed,
      @Option(names = "--name", paramLabel = "NAME", description = "Name of the new studies.")
          @Nullable String name) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    if (seed != null) {
      body.put("seed", seed);
    }
    if (name != null) {
      body.put("name", name);
    }
    return studies.each(
        (id, server) -> server.act(id, "clone", body.toString()),
        (id, study) -> id + " cloned as " + study.path("id").asText());
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
}
