package org.revcor.reproduction;

import java.util.List;
import java.util.Map;
import org.revcor.estimate.MapView;
import org.revcor.experiment.Arguments;
import org.revcor.experiment.Experiment;
import org.revcor.experiment.Experiments;
import org.revcor.figure.Findings;
import org.revcor.study.EndedStudy;
import org.revcor.study.StudyMaps;

/** {@code fig2a}: maps of the CNN of MNIST under white noise, and what it says to them. */
final class WhiteNoiseMaps implements Item {
  @Override
  public String name() {
    return "fig2a";
  }

  @Override
  public String title() {
    return "Class maps of the CNN under white noise, fed back to it";
  }

  @Override
  public Outcome make(Workroom workroom) {
    EndedStudy study =
        workroom.study(
            "mnist-cnn-white",
            """
            study {
              name = "mnist-cnn under uniform white noise"
              observer.model = mnist-cnn
              stimulus { kind = white-noise, law = uniform }
              readout.kind = label
              seed = 1
              stop.max-trials = %d
            }
            """
                .formatted(workroom.count(1_000_000, 50_000)));
    Experiment feedback = Experiments.named("analysis", "feedback");
    Findings answers =
        feedback.run(
            Arguments.of(feedback, Map.of("study", study.folder().toString())),
            workroom.laboratory());
    StudyMaps maps = study.maps(MapView.MAP);
    int most = 0;
    for (int c = 0; c < maps.counts().length; c++) {
      most = maps.counts()[c] > maps.counts()[most] ? c : most;
    }
    Result.Quantity dominant =
        new Result.Quantity(
            name(),
            "class that takes most noise",
            "U[0,1], %,d trials, label".formatted(maps.trials()));
    return new Outcome(
        List.of(
            dominant.words(
                "8",
                "%s (%.1f %%)"
                    .formatted(maps.names().get(most), 100 * maps.counts()[most] / maps.trials()),
                maps.names().get(most).equals("8"),
                "another network of the same recipe")),
        List.of(answers));
  }
}
