package org.revcor.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.template.LinearWeights;
import org.revcor.analysis.template.MeanImages;
import org.revcor.analysis.template.Scaling;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.estimate.MapView;
import org.revcor.figure.Figure;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.study.EndedStudy;
import org.revcor.study.StudyMaps;

/**
 * Arrays that stand for classes: maps of a study, mean images of a data set, or weights of a linear
 * observer.
 *
 * @param what they are, in words
 * @param classes names
 * @param values as they were scaled, d values a class; NaN for a class without a map
 * @param dataset data set that they have to do with, by name; "" if unknown
 * @param observer that they are the maps or weights of
 * @param conventions how they were made
 */
record Templates(
    String what,
    List<String> classes,
    int planes,
    int height,
    int width,
    float[][] values,
    String dataset,
    Optional<ObserverSource> observer,
    SequencedMap<String, Object> conventions) {
  static final String STUDY = "study";
  static final String MEANS = "means";
  static final String WEIGHTS = "weights";
  static final String AVERAGE = "average";
  static final String SCALING = "scaling";

  private static final int COLUMNS = 10;
  private static final String SQUARES = "root-mean-square";
  private static final List<String> SOURCES = List.of(STUDY, MEANS, WEIGHTS);
  private static final String ONE = "one of study, means and weights";

  /**
   * Parameters that tell which.
   *
   * @param standard the scaling that is taken if none is named
   */
  static List<Parameter> parameters(Scaling standard) {
    List<String> scalings =
        Stream.concat(Stream.of(standard), Stream.of(Scaling.values()))
            .map(Scaling::label)
            .distinct()
            .toList();
    return List.of(
        Parameter.optional(
            STUDY, Parameter.Kind.STUDY, "DIR", "A study of classes whose maps are taken."),
        Parameter.optional(
            MEANS,
            Parameter.Kind.IMAGES,
            "NAME",
            "A data set whose training images are averaged class by class instead."),
        Parameter.optional(
            WEIGHTS,
            Parameter.Kind.OBSERVER,
            "NAME",
            "An observer with linear outputs whose weights are taken instead."),
        Parameter.choice(
            AVERAGE,
            List.of("mean", SQUARES),
            "How training images are averaged; the root of the mean square is what the paper's"
                + " authors do."),
        Parameter.choice(SCALING, scalings, "What is done to each of them first."));
  }

  /**
   * Those that arguments name.
   *
   * @throws InvalidInputException if they name none or several, or one that cannot be used
   */
  static Templates of(Arguments arguments, AnalysisContext laboratory) {
    List<String> given = SOURCES.stream().filter(name -> arguments.find(name).isPresent()).toList();
    if (given.size() != 1) {
      throw new InvalidInputException(
          given.isEmpty() ? STUDY : given.get(1),
          given.isEmpty() ? "missing" : "there beside " + given.getFirst(),
          ONE);
    }
    String source = given.getFirst();
    String named = arguments.text(source);
    boolean squares = arguments.choice(AVERAGE, Map.of("mean", false, SQUARES, true));
    Templates raw =
        switch (source) {
          case STUDY -> maps(named, laboratory);
          case MEANS -> means(named, squares, laboratory);
          default -> weights(named, laboratory);
        };
    return raw.scaled(scaling(arguments));
  }

  private static Scaling scaling(Arguments arguments) {
    Map<String, Scaling> words = new LinkedHashMap<>();
    for (Scaling scaling : Scaling.values()) {
      words.put(scaling.label(), scaling);
    }
    return arguments.choice(SCALING, words);
  }

  private static Templates maps(String folder, AnalysisContext laboratory) {
    EndedStudy study = laboratory.study(STUDY, folder);
    ObserverSource source = laboratory.observerOf(study);
    StudyMaps maps = study.maps(MapView.MAP);
    ObserverDescription observer = source.description();
    if (!maps.names().equals(observer.classes()) || maps.values() != observer.values()) {
      throw new InvalidInputException(
          STUDY,
          folder + ", whose maps are not those of classes",
          "a study with readout label, probability or logit, not split by signals");
    }
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put("templates", "maps of " + observer.name());
    study.view().conventions().forEach((key, value) -> conventions.put("study." + key, value));
    conventions.put("study.trials", maps.trials());
    return new Templates(
        "maps of " + observer.name(),
        maps.names(),
        maps.planes(),
        maps.height(),
        maps.width(),
        maps.maps(),
        observer.dataset(),
        Optional.of(source),
        conventions);
  }

  private static Templates means(String dataset, boolean squares, AnalysisContext laboratory) {
    Images training = laboratory.training(MEANS, dataset);
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    String what = squares ? "roots of the mean squares of images" : "mean images";
    conventions.put("templates", "%s of %s, training".formatted(what, dataset));
    conventions.put("templateImages", training.size());
    conventions.put("templateDigest", DataSets.digest(training));
    return new Templates(
        "%s of %s".formatted(what, dataset),
        training.classes(),
        training.planes(),
        training.height(),
        training.width(),
        squares ? MeanImages.rootMeanSquares(training) : MeanImages.of(training),
        dataset,
        Optional.empty(),
        conventions);
  }

  private static Templates weights(String name, AnalysisContext laboratory) {
    ObserverSource source = laboratory.classifier(WEIGHTS, name);
    ObserverDescription observer = source.description();
    float[][] weights;
    try (InferenceSession showing = InferenceSession.of(source, laboratory.workers())) {
      weights = LinearWeights.of(WEIGHTS, showing, laboratory.workers().progress());
    }
    SequencedMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put("templates", "weights of " + observer.name());
    return new Templates(
        "weights of " + observer.name(),
        observer.classes(),
        observer.planes(),
        observer.height(),
        observer.width(),
        weights,
        observer.dataset(),
        Optional.of(source),
        conventions);
  }

  private Templates scaled(Scaling scaling) {
    SequencedMap<String, Object> added = new LinkedHashMap<>(conventions);
    added.put("scaling", scaling.label());
    return new Templates(
        what, classes, planes, height, width, scaling.of(values), dataset, observer, added);
  }

  /** Whether a class has one. */
  boolean defined(int label) {
    return Float.isFinite(values[label][0]);
  }

  /** Names of classes without one. */
  List<String> missing() {
    return IntStream.range(0, values.length)
        .filter(label -> !defined(label))
        .mapToObj(classes::get)
        .toList();
  }

  /** That some are left out, if some are. */
  List<String> statements() {
    return missing().isEmpty()
        ? List.of()
        : List.of(
            "left out, since no trial was answered so and there is no map: "
                + String.join(", ", missing()));
  }

  /**
   * Refuses images of another size, or of other classes.
   *
   * @param field the parameter that names the images
   */
  void requireFit(String field, Images images) {
    if (images.planes() != planes || images.height() != height || images.width() != width) {
      throw new InvalidInputException(
          field,
          "%s, images of %d x %d x %d"
              .formatted(images.name(), images.planes(), images.height(), images.width()),
          "images of %d x %d x %d, as the %s are".formatted(planes, height, width, what));
    }
    if (images.classes().size() != classes.size()) {
      throw new InvalidInputException(
          field,
          "%s, images of %d classes".formatted(images.name(), images.classes().size()),
          "images of %d classes, one for each of the %s".formatted(classes.size(), what));
    }
  }

  /** All of them as images. */
  Figure.Gallery gallery() {
    List<Figure.Image> images = new ArrayList<>();
    for (int label = 0; label < values.length; label++) {
      images.add(
          new Figure.Image(
              classes.get(label),
              planes,
              height,
              width,
              values[label],
              !Scaling.MIN_MAX.label().equals(conventions.get("scaling")),
              Optional.empty()));
    }
    return new Figure.Gallery("templates", "Templates: " + what, COLUMNS, images);
  }
}
