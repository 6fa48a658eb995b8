package org.revcor.paper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.revcor.InvalidInputException;
import org.revcor.analysis.LabelledImages;
import org.revcor.dataset.ImageFolder;
import org.revcor.dataset.Images;
import org.revcor.dataset.template.TemplateMatching;
import org.revcor.dataset.template.TemplateMatching.TemplateAccuracy;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Reliability;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Columns;
import org.revcor.observer.ObserverDescription;
import org.revcor.paper.Item.Measurement;
import org.revcor.paper.Item.MissingException;
import org.revcor.schema.Spelling;
import org.revcor.study.results.ChannelView;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.StudyMaps;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/**
 * {@code table1}: networks of ImageNet under Gabor-PCA noise of CIFAR-10: template accuracy of
 * their maps, run time, and number of classes without trials.
 */
final class ImageNetTable implements Measurement {
  private static final int BASIS_SIZE = 32;
  private static final int CLASSES = 1_000;
  private static final long MAX_BYTES = 1L << 30;

  /**
   * Estimators of maps, with the number of trials. Gradients require independent pixels and use
   * white noise.
   */
  private enum Estimate {
    LABEL("readout.kind = label", true, 1_000_000),
    PROBABILITY("readout.kind = probability", true, 100_000),
    LOGIT("readout.kind = logit", true, 100_000),
    GRADIENT("readout.kind = logit, estimator = gradient", false, 50_000),
    /** Noise of principal components of images, and regression; only in a procedure. */
    STRUCTURED("readout.kind = logit, estimator = regression", false, 3_000);

    private static final List<Estimate> OF_TABLE = List.of(LABEL, PROBABILITY, LOGIT, GRADIENT);

    private final String keys;
    private final boolean isGabor;
    private final int trials;

    Estimate(String keys, boolean isGabor, int trials) {
      this.keys = keys;
      this.isGabor = isGabor;
      this.trials = trials;
    }

    String word() {
      return Spelling.word(this);
    }

    String stimulus(String basis) {
      if (this == STRUCTURED) {
        return "kind = pca-noise, data = cifar-10, components = 100, antithetic = true, size = [%1$d, %1$d]"
            .formatted(BASIS_SIZE);
      }
      return isGabor
          ? "kind = gabor-pca, basis = \"%1$s\", size = [%2$d, %2$d]".formatted(basis, BASIS_SIZE)
          : Measuring.UNIFORM;
    }
  }

  private record Row(
      String network,
      int size,
      Estimate estimate,
      long trials,
      double seconds,
      int empty,
      int known,
      TemplateAccuracy accuracy) {
    String words() {
      return size == BASIS_SIZE || estimate == Estimate.STRUCTURED
          ? network
          : "%s at %d px".formatted(network, size);
    }
  }

  @Override
  public String inputs(ImageNet imageNet) {
    List<String> networks = imageNet.observers().stream().map(ImageNet::name).toList();
    return "%s of %s at %s px"
        .formatted(
            networks,
            imageNet.images().getFileName(),
            imageNet.sizes().stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }

  @Override
  public void measure(ReproductionContext context) {
    ImageNet given = context.imageNet();
    if (given.observers().isEmpty()) {
      throw new MissingException(
          "no networks of ImageNet in the models folder of the data sets, and no --observers");
    }
    if (!Files.isDirectory(given.images())) {
      throw new MissingException(
          "no images of ImageNet: %s does not exist".formatted(given.images()));
    }
    ImageFolder folder = ImageFolder.open(given.images());
    Path datasets = context.analysisContext().materials().datasets();
    List<Row> rows = new ArrayList<>();
    boolean isStructured = !context.settings().isEmpty();
    List<Integer> sizes =
        isStructured ? List.of(Integer.valueOf(context.setting("size", "64"))) : given.sizes();
    for (int size : sizes) {
      // networks with other classes are refused before any study runs
      given
          .observers()
          .forEach(
              network ->
                  labelled(given.images(), datasets, size, description(context, network, size)));
      String basis = isStructured ? "" : context.basis("cifar-10").name();
      for (Path network : given.observers()) {
        Map<Integer, TemplateMatching> matching = new HashMap<>();
        IntFunction<TemplateMatching> bySize =
            pixels ->
                matching.computeIfAbsent(
                    pixels,
                    side ->
                        new TemplateMatching(
                            images(
                                given.images(),
                                datasets,
                                side,
                                description(context, network, size))));
        for (Estimate estimate : isStructured ? List.of(Estimate.STRUCTURED) : Estimate.OF_TABLE) {
          rows.add(row(context, network, size, basis, estimate, bySize));
        }
      }
    }
    measure(context, rows, folder);
    context.analysisResults().add(result(rows, folder));
  }

  private static ObserverDescription description(
      ReproductionContext context, Path network, int size) {
    StudySpecification study =
        StudyFile.of(
            StudyFile.keys(network.toString(), "study { %s }".formatted(observer(network, size))));
    return context.analysisContext().materials().observer(study.observer()).description();
  }

  private static String observer(Path network, int size) {
    return "observer { file = \"%s\", input = [3, %d, %d], output = logits }"
        .formatted(network.toAbsolutePath(), size, size);
  }

  private static Row row(
      ReproductionContext context,
      Path network,
      int size,
      String basis,
      Estimate estimate,
      IntFunction<TemplateMatching> bySize) {
    String name = ImageNet.name(network);
    EndedStudy study =
        context.study(
            "imagenet-%s-%d-%s".formatted(name.replace('.', '_'), size, estimate.word()),
            """
            study {
              name = "%s at %d px, %s"
              %s
              stimulus { %s }
              %s
              seed = 1
              stop.max-trials = %d
            }
            """
                .formatted(
                    name,
                    size,
                    estimate.word(),
                    observer(network, size),
                    estimate.stimulus(basis),
                    estimate.keys,
                    context.count(estimate.trials, 500)));
    StudyMaps maps = study.maps(MapView.MAP);
    int empty = 0;
    int known = 0;
    for (ChannelView channel : study.view().channels()) {
      empty += channel.count() == 0 ? 1 : 0;
      known +=
          Reliability.isKnown(channel.quality().reliability(), channel.quality().assured()) ? 1 : 0;
    }
    return new Row(
        name,
        size,
        estimate,
        maps.trials(),
        study.view().progress().seconds(),
        empty,
        known,
        bySize.apply(maps.height()).accuracy(maps.maps()));
  }

  private static void measure(ReproductionContext context, List<Row> rows, ImageFolder folder) {
    int size = rows.getFirst().size();
    boolean areSeveral = rows.stream().map(Row::network).distinct().count() > 1;
    Map<String, Measure> extremes = new LinkedHashMap<>();
    for (Row row :
        rows.stream()
            .filter(row -> Set.of(Estimate.LABEL, Estimate.STRUCTURED).contains(row.estimate()))
            .sorted(Comparator.comparingInt(Row::empty))
            .toList()) {
      String convention =
          "%s of CIFAR-10, %d px, %,d trials, %,d images of %s, centred maps, raw dot"
              .formatted(
                  row.estimate() == Estimate.LABEL ? "labels, Gabor-PCA" : "logits, PCA noise",
                  row.size(),
                  row.trials(),
                  row.accuracy().images(),
                  folder.name());
      Measure accuracy = Measure.share(row.accuracy().dot(), row.accuracy().images(), convention);
      context.put(row.words() + ": accuracy", accuracy);
      context.put(
          row.words() + ": share of empty classes",
          Measure.withUnknownError(
              (double) row.empty() / CLASSES, convention + "; classes are not independent"));
      context.put(row.words() + ": seconds", Measure.exact(row.seconds(), convention));
      if (areSeveral && row.size() == size) {
        extremes.putIfAbsent("accuracy/network with fewest empty classes", accuracy);
        extremes.put("accuracy/network with most empty classes", accuracy);
      }
    }
    context.putAll(extremes);
  }

  private static AnalysisResult result(List<Row> rows, ImageFolder folder) {
    LinkedHashMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put(
        "stimuli",
        "Gabor-PCA of CIFAR-10, enlarged above %d px; white noise for gradients"
            .formatted(BASIS_SIZE));
    conventions.put("centring", "all stimuli");
    conventions.put("images", folder.size());
    conventions.put(
        "estimates", rows.stream().map(row -> row.estimate().word()).distinct().toList());
    return new AnalysisResult(
        "networks",
        "Networks of ImageNet under Gabor-PCA noise of CIFAR-10",
        List.of(
            "Images are those of %s; unless that is ImageNet's validation set, they are likely training images, and accuracies do not apply to ImageNet"
                .formatted(folder.name()),
            "A class is empty if no trial had this response, and known if its map has a reliability"
                + " of at least 0.5 and a lower limit of at least 0.25"),
        conventions,
        List.of(
            new Columns<Row>()
                .with("network", Row::network)
                .with("pixels", Row::size)
                .with("estimate", row -> row.estimate().word())
                .with("trials", Row::trials)
                .with("seconds", Row::seconds)
                .with("empty", Row::empty)
                .with("known", Row::known)
                .with("dot", row -> row.accuracy().dot())
                .with("unit norm", row -> row.accuracy().cosine())
                .table("networks", "Template accuracy, time, empty and known classes", rows)));
  }

  /**
   * Returns images of ImageNet with the labels of a network: by the names of classes if the network
   * has those of the folder, else by their order. They are evenly spaced over the folder, at most a
   * gibibyte, and not read yet.
   *
   * @throws InvalidInputException if the network does not have 1,000 classes, or the folder has
   *     neither some of them by name nor as many
   */
  private static LabelledImages labelled(
      Path folder, Path datasets, int size, ObserverDescription network) {
    if (network.classes().size() != CLASSES) {
      throw new InvalidInputException(
          "--observers",
          "%s, a network of %,d classes".formatted(network.name(), network.classes().size()),
          "networks of the %,d classes of ImageNet".formatted(CLASSES));
    }
    return LabelledImages.of("--images", folder.toString(), datasets, network)
        .atMost((int) (MAX_BYTES / (3L * size * size)));
  }

  static Images images(Path folder, Path datasets, int size, ObserverDescription network) {
    LabelledImages images = labelled(folder, datasets, size, network);
    int values = 3 * size * size;
    byte[] pixels = new byte[images.size() * values];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.read(i, size, size), 0, pixels, i * values, values);
    }
    return new Images(images.name(), 3, size, size, network.classes(), pixels, images.labels());
  }
}
