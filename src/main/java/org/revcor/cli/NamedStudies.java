package org.revcor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import org.revcor.Json;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The studies of a server that something is done to, one after the other. */
final class NamedStudies {
  @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of studies.")
  private List<String> ids;

  @Mixin private ServerOptions options;

  @Option(names = "--json", description = "Prints the server's answers as JSON.")
  private boolean json;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  /** Does it to one. */
  @FunctionalInterface
  interface Action {
    /** Returns the study as it is then; a missing node if there is none. */
    JsonNode to(String id, StudyServer server);
  }

  /** Tells on one line what became of one. */
  @FunctionalInterface
  interface Telling {
    String of(String id, JsonNode study);
  }

  /**
   * Does it to each; one that is refused is told, and the others are not left out.
   *
   * @return the exit code
   */
  int each(Action action, Telling telling) {
    ArrayNode responses = Json.MAPPER.createArrayNode();
    int code = ExitCode.DONE;
    try (StudyServer server = options.server()) {
      for (String id : ids) {
        try {
          JsonNode study = action.to(id, server);
          responses.add(
              study.isMissingNode() ? Json.MAPPER.createObjectNode().put("id", id) : study);
          if (!json) {
            spec.commandLine().getOut().println(telling.of(id, study));
          }
        } catch (RequestFailedException refused) {
          spec.commandLine().getErr().println(spec.qualifiedName() + ": " + refused.getMessage());
          code = Math.max(code, refused.exitCode());
        }
      }
    }
    if (json) {
      spec.commandLine().getOut().println(responses.toPrettyString());
    }
    return code;
  }
}
