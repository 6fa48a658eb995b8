package org.revcor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.revcor.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code revcor import}: imports a study from an archive into a running server. */
@Command(
    name = "import",
    description = "Imports a study from an archive of revcor export into a running server.",
    exitCodeList = {
      "0:the server has the study",
      "1:the server is unavailable or cannot import now",
      "2:the archive is invalid"
    })
final class ImportCommand extends PrintingCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE.zip", description = "The archive.")
  private Path archive;

  @Mixin private ServerOptions options;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    try (StudyServer server = options.server()) {
      JsonNode study = server.importFrom(archive);
      json.print(study, () -> print(study));
      return ExitCode.DONE;
    } catch (FileNotFoundException missing) {
      throw new InvalidInputException(
          "FILE.zip", archive + ", which cannot be read", "an archive of revcor export");
    }
  }

  private void print(JsonNode study) {
    out()
        .printf(
            "study %s \"%s\" is imported, %s after %,d trials%n",
            study.path("id").asText(),
            study.path("name").asText(),
            study.path("state").asText(),
            study.path("trials").asLong());
    for (JsonNode warning : study.path("warnings")) {
      out().println("warning: " + warning.asText());
    }
  }
}
