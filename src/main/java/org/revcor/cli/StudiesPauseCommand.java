package org.revcor.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code revcor studies pause}: pauses studies. */
@Command(name = "pause", description = "Pauses studies.")
final class StudiesPauseCommand implements Callable<Integer> {
  @Mixin private NamedStudies studies;

  @Override
  public Integer call() {
    return studies.each(
        (id, server) -> server.act(id, "pause", ""),
        (id, study) ->
            study.path("state").asText().equals("paused") ? id + " paused" : id + " pausing");
  }
}
