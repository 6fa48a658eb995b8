package org.revcor.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Answers;
import org.revcor.analysis.FeedBack;
import org.revcor.analysis.Showing;
import org.revcor.analysis.Stimuli;
import org.revcor.estimate.MapView;
import org.revcor.figure.Figure;
import org.revcor.figure.Findings;
import org.revcor.observer.ObserverSource;
import org.revcor.study.EndedStudy;
import org.revcor.study.StudyMaps;

/** {@code feedback}: what an observer says to its own maps (the paper's Fig 2A, last row). */
final class FeedBackExperiment implements Experiment {
  private static final String STUDY = "study";
  private static final int COLUMNS = 10;

  @Override
  public String name() {
    return "feedback";
  }

  @Override
  public String question() {
    return "What an observer says when it is shown the maps of a study of it.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.required(
            STUDY, Parameter.Kind.STUDY, "DIR", "A study of classes that has ended."));
  }

  @Override
  public Findings run(Arguments arguments, Laboratory laboratory) {
    EndedStudy study = laboratory.study(STUDY, arguments.text(STUDY));
    StudyMaps maps = study.maps(MapView.MAP);
    ObserverSource source = laboratory.observer(STUDY, study.observer());
    if (!maps.names().equals(source.description().classes())) {
      throw new InvalidInputException(
          STUDY,
          arguments.text(STUDY) + ", whose maps are not those of classes",
          "a study with readout label, probability or logit");
    }
    float[][] pictures = new float[maps.maps().length][];
    for (int c = 0; c < pictures.length; c++) {
      pictures[c] = FeedBack.picture(maps.maps()[c]);
    }
    laboratory.workers().progress().expects(pictures.length);
    List<List<Object>> rows = new ArrayList<>();
    List<Figure.Picture> shown = new ArrayList<>();
    int right = 0;
    try (Showing showing = Showing.of(source, laboratory.workers())) {
      float[][] outputs = showing.outputs(Stimuli.of(pictures));
      for (int c = 0; c < outputs.length; c++) {
        int label = Answers.label(outputs[c]);
        double[] probabilities = Answers.probabilities(outputs[c], source.description());
        boolean defined = Float.isFinite(maps.maps()[c][0]);
        String answer = defined ? maps.names().get(label) : "none";
        right += defined && label == c ? 1 : 0;
        rows.add(
            List.of(
                maps.names().get(c),
                maps.counts()[c],
                answer,
                defined ? probabilities[label] : Double.NaN));
        shown.add(
            new Figure.Picture(
                "%s: %s".formatted(maps.names().get(c), answer),
                maps.planes(),
                maps.height(),
                maps.width(),
                defined ? pictures[c] : maps.maps()[c],
                false,
                Optional.empty()));
      }
    }
    LinkedHashMap<String, Object> conventions = new LinkedHashMap<>(study.view().conventions());
    conventions.put("trials", maps.trials());
    conventions.put("scaling", "min-max");
    return new Findings(
        name(),
        "%s, shown its own maps".formatted(source.description().name()),
        List.of(
            "%d of %d maps are answered with their own class".formatted(right, pictures.length)),
        conventions,
        List.of(
            new Figure.Table(
                "answers",
                "Answers to maps, scaled from their least value to their largest",
                List.of("map", "sum of responses", "answer", "probability"),
                rows),
            new Figure.Gallery("maps", "Maps and answers", COLUMNS, shown)));
  }
}
