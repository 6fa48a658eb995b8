package org.revcor.study.specification;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;
import org.revcor.dataset.ImageFolder;
import org.revcor.dataset.Images;
import org.revcor.estimate.Estimator;
import org.revcor.file.InputFile;
import org.revcor.file.Npy;
import org.revcor.inference.ComponentDecoder;
import org.revcor.inference.Rendering;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.ObserverDescription;
import org.revcor.schema.Key;
import org.revcor.schema.Spelling;
import org.revcor.schema.Type;
import org.revcor.schema.Variants.Option;
import org.revcor.stimulus.LatentLaw.Normal;
import org.revcor.stimulus.PcaBasis;
import org.revcor.stimulus.ScoreBasis;
import org.revcor.stimulus.ThresholdNoise;
import org.revcor.study.specification.DecodedKind.DecoderReport;
import org.revcor.study.specification.ImageSelection.ImageKeys;
import org.revcor.study.specification.ImageSelection.Part;
import org.revcor.study.specification.PreparedStimulus.DecodedStimuli;

/**
 * A kind of stimulus that adds the noise of a basis of principal components to one example image of
 * each class, at the contrast where an observer gives the class in half of the trials.
 *
 * @param examples NumPy file, classes x C x H x W, or folder of images by class; empty for the
 *     first image of each class of the data set
 * @param data data set; empty if examples and basis are named
 * @param basis name of the basis; empty for that of the data set
 * @param scale standard deviation of the scores, in those of the images
 */
record ThresholdNoiseKind(
    Optional<String> examples,
    Optional<String> data,
    Part part,
    Optional<String> basis,
    int components,
    double scale)
    implements DecodedKind {
  private static final String FIELD = "study.stimulus.examples";
  private static final float WHITE = 255;

  private static final Key<Optional<String>> EXAMPLES =
      Key.optional(
          "examples",
          Type.FILE,
          "the first image of each class of data",
          "An image of each class, in their order: a NumPy file, classes x C x H x W in [0, 1], or a"
              + " folder with a folder for each.");

  private static final Key<Optional<String>> DATA =
      Key.optional("data", Type.TEXT, "none", "Name of the data set of examples and basis.");

  private static final Key<Optional<String>> BASIS =
      Key.optional(
          "basis", Type.TEXT, "pca-DATA of data", "Name of the basis of principal components.");

  static final Option<StimulusKind> OPTION =
      Option.of(
          "threshold-noise",
          ThresholdNoiseKind.class,
          "Threshold noise",
          "PCA noise on an example of each class",
          EXAMPLES,
          DATA,
          ImageKeys.PART,
          BASIS,
          PcaNoiseKind.COMPONENTS,
          PcaNoiseKind.SCALE);

  @Override
  public String words() {
    return "threshold noise of " + basis.or(() -> data).orElse("");
  }

  @Override
  public MapDependence dependence() {
    return MapDependence.because("a component changes many pixels");
  }

  private PcaBasis pca(StimulusSources sources) {
    return basis
        .map(name -> sources.pcaNamed("study.stimulus.basis", name))
        .orElseGet(() -> sources.pcaBasis("study.stimulus.data", named("basis")));
  }

  /** Returns the data set, which is required without another key. */
  private String named(String other) {
    return data.orElseThrow(
        () ->
            new InvalidInputException(
                "study.stimulus." + other, "missing", "set, or study.stimulus.data"));
  }

  @Override
  public Optional<ScoreBasis> basis(StimulusSources sources) {
    return Optional.of(ScoreBasis.of(pca(sources), components));
  }

  @Override
  public String digest(StimulusSources sources) {
    return pca(sources).digest();
  }

  @Override
  public DecoderReport inspect(StimulusSources sources) {
    return DecoderReport.NONE;
  }

  @Override
  public PreparedStimulus prepare(
      StudySpecification study,
      ObserverDescription observer,
      ObserverDescription input,
      StimulusSources sources) {
    require(
        study.estimation().estimator() == Estimator.REGRESSION,
        "estimator",
        Spelling.word(study.estimation().estimator()),
        "regression");
    require(study.stimuli().antithetic(), "stimulus.antithetic", "false", "true");
    require(
        study.readout() == ClassReadout.LABEL || study.readout() == ClassReadout.PROBABILITY,
        "readout.kind",
        study.readout().word(),
        "label or probability");
    return PreparedStimulus.decoded(study, stimuli(observer, input, sources), DecoderReport.NONE);
  }

  private static void require(boolean holds, String key, String value, String expected) {
    if (!holds) {
      throw new InvalidInputException(
          "study." + key, value, expected + " with stimulus.kind = threshold-noise");
    }
  }

  @Override
  public DecodedStimuli stimuli(
      DecoderReport inspected, ObserverDescription observer, StimulusSources sources) {
    return stimuli(observer, observer, sources);
  }

  private DecodedStimuli stimuli(
      ObserverDescription observer, ObserverDescription input, StimulusSources sources) {
    PcaBasis pca = pca(sources);
    PcaNoiseKind.requireFits(pca, components, "basis", pca.name(), observer);
    Examples shown = examples(input, sources);
    return new DecodedStimuli(
        new Rendering.Decoded(
            ComponentDecoder.of(pca, components, scale).withExamples(shown.images, input),
            false,
            false),
        new ThresholdNoise(new Normal(components, 1), shown.classes, List.of()));
  }

  /** One image of each of some classes, classes x C x H x W. */
  private record Examples(List<String> classes, float[] images) {
    /** Takes the first image of each class that the observer has. */
    static Examples first(
        List<String> classes,
        int[] labels,
        IntFunction<byte[]> read,
        ObserverDescription observer) {
      List<String> known = observer.classes();
      // an inference process, which only draws samples, gets the shape of the observer alone
      boolean isByName =
          known.isEmpty()
              || (known.containsAll(classes) && new HashSet<>(classes).size() == classes.size());
      if (!isByName && classes.size() != known.size()) {
        throw new InvalidInputException(
            FIELD,
            "images of %,d classes".formatted(classes.size()),
            "images of classes of %s, or of as many classes".formatted(observer.name()));
      }
      List<String> names = new ArrayList<>();
      List<byte[]> images = new ArrayList<>();
      for (int label = 0; label < classes.size(); label++) {
        int wanted = label;
        int first =
            IntStream.range(0, labels.length)
                .filter(i -> labels[i] == wanted)
                .findFirst()
                .orElse(-1);
        if (first >= 0) {
          names.add(isByName ? classes.get(label) : known.get(label));
          images.add(read.apply(first));
        }
      }
      float[] values = new float[images.size() * observer.values()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (images.get(i / observer.values())[i % observer.values()] & 0xff) / WHITE;
      }
      return new Examples(names, values);
    }
  }

  private Examples examples(ObserverDescription observer, StimulusSources sources) {
    if (examples.isEmpty()) {
      Images images = sources.images(new ImageSelection(named("examples"), part, List.of()));
      return Examples.first(
          images.classes(),
          images.labels(),
          index -> images.read(index, observer.height(), observer.width()),
          observer);
    }
    String name = examples.get();
    Path file = sources.file(name);
    if (Files.isDirectory(file)) {
      ImageFolder folder = ImageFolder.open(file);
      return Examples.first(
          folder.classes(),
          folder.labels(),
          index -> folder.read(index, observer.planes(), observer.height(), observer.width()),
          observer);
    }
    Npy.Array array =
        new InputFile(FIELD, name, file, "a NumPy file of finite " + Npy.NUMBERS)
            .read(opened -> Npy.numbers(Files.readAllBytes(opened)));
    List<String> classes =
        observer.classes().isEmpty()
            ? Collections.nCopies(array.shape()[0], "")
            : observer.classes();
    int[] shape = {classes.size(), observer.planes(), observer.height(), observer.width()};
    if (!Arrays.equals(array.shape(), shape)) {
      throw new InvalidInputException(
          FIELD,
          "%s, an array of shape %s".formatted(name, Arrays.toString(array.shape())),
          "an array of shape " + Arrays.toString(shape));
    }
    return new Examples(classes, array.values());
  }
}
