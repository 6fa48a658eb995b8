package org.revcor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.function.BiFunction;
import org.revcor.schema.Json;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Applies an action to studies of a server, given by their ids. */
final class NamedStudies {
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
