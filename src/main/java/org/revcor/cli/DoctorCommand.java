package org.revcor.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.revcor.cli.SettingsOptions.AddressOptions;
import org.revcor.schema.Spelling;
import org.revcor.server.Diagnosis;
import org.revcor.server.Doctor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code revcor doctor}: checks what a server needs. */
@Command(
    name = "doctor",
    description =
        "Checks Java, memory, engine, data folder, disk, ports, certificate, confinement"
            + " and data sets for a server with these settings, and states what to correct. Changes"
            + " nothing.",
    exitCodeList = {"0:no problem", "1:a server cannot run", "2:a setting is invalid"})
final class DoctorCommand extends PrintingCommand implements Callable<Integer> {
  @Mixin private JsonOption json;

  @Mixin private AddressOptions address;

  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    List<Diagnosis> diagnoses =
        new Doctor(options.read(address.given())).diagnoses().peek(this::print).toList();
    json.print(diagnoses);
    return diagnoses.stream().anyMatch(each -> each.level() == Diagnosis.Level.PROBLEM)
        ? ExitCode.FAILED
        : ExitCode.DONE;
  }

  private void print(Diagnosis diagnosis) {
    json.text()
        .printf(
            "%-12s %-8s %s%n",
            diagnosis.subject(), Spelling.word(diagnosis.level()), diagnosis.text());
  }
}
