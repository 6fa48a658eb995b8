package org.revcor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.revcor.schema.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revcor studies clone}: starts copies of studies. */
@Command(name = "clone", description = "Starts copies of studies.")
final class StudiesCloneCommand implements Callable<Integer> {
  @Option(names = "--seed", paramLabel = "N", description = "Seed of the new studies.")
  private @Nullable Long seed;

  @Option(names = "--name", paramLabel = "NAME", description = "Name of the new studies.")
  private @Nullable String name;

  @Mixin private NamedStudies studies;

  @Override
  public Integer call() {
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
}
