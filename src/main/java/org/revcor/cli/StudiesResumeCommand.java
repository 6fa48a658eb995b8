package org.revcor.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revcor studies resume}: resumes studies. */
@Command(
    name = "resume",
    description = "Resumes paused, stopped and failed studies from their last checkpoints.")
final class StudiesResumeCommand implements Callable<Integer> {
  @Option(
      names = "--fresh",
      description = "Restarts from the first trial; earlier results are lost.")
  private boolean fresh;

  @Mixin private NamedStudies studies;

  @Override
  public Integer call() {
    return studies.each(
        (id, server) -> server.act(id, "resume", fresh ? "{\"fresh\": true}" : ""),
        (id, study) -> id + (fresh ? " restarted" : " resumed"));
  }
}
