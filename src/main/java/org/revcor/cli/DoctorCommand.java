package org.revcor.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.revcor.cli.SettingsOptions.AddressOptions;
import org.revcor.schema.Spelling;
import org.revcor.server.Doctor;
import org.revcor.server.Doctor.Diagnosis;
import org.revcor.server.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "doctor",
    description =
        "Checks Java, memory, engine, data folder, disk, ports, certificate, confinement"
            + " and data sets for a server with these settings, and whether lanes compute equal sums"
            + " again; states what to correct. Changes nothing.",
    exitCodeList = {"0:no problem", "1:a server cannot run", "2:a setting is invalid"})
final class DoctorCommand extends PrintingCommand implements Callable<Integer> {
  @Mixin private JsonOption json;

  @Mixin private AddressOptions address;

  @Mixin private SettingsOptions options;

  @Override
  public Integer call() {
    Settings settings = options.read(address.given());
    List<Diagnosis> diagnoses =
        new ArrayList<>(new Doctor(settings).diagnoses().peek(this::print).toList());
    if (diagnoses.stream().noneMatch(each -> isProblem(each) && each.subject().equals("engine"))) {
      SelfTest lanes = new SelfTest(SettingsOptions.materials(settings), settings.lanes());
      lanes.diagnoses().peek(this::print).forEach(diagnoses::add);
    }
    json.print(diagnoses);
    return diagnoses.stream().anyMatch(DoctorCommand::isProblem) ? ExitCode.FAILED : ExitCode.DONE;
  }

  private static boolean isProblem(Diagnosis diagnosis) {
    return diagnosis.level() == Diagnosis.Level.PROBLEM;
  }

  private void print(Diagnosis diagnosis) {
    json.text()
        .printf(
            "%-12s %-8s %s%n",
            diagnosis.subject(), Spelling.word(diagnosis.level()), diagnosis.text());
  }
}
