package org.revcor.reproduction.paper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.revcor.Spelling;
import org.revcor.analysis.Proportion;
import org.revcor.analysis.template.TemplateAccuracy;
import org.revcor.analysis.template.TemplateMatching;
import org.revcor.dataset.PictureFolder;
import org.revcor.dataset.Pictures;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Reliability;
import org.revcor.figure.Figure;
import org.revcor.figure.Findings;
import org.revcor.reproduction.ImageNet;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.MissingException;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;
import org.revcor.study.EndedStudy;
import org.revcor.study.StudyMaps;
import org.revcor.study.StudyView;

/**
 * {@code table1}: networks of ImageNet under Gabor-PCA noise of CIFAR-10: how well their maps
 * classify pictures, how long it takes, how many classes get no trial.
 */
final class ImageNetTable implements Item {
  private static final long MOST_BYTES = 1L << 30;
  private static final double PAPER_LEAST = 0.00074;
  private static final double PAPER_MOST = 0.0018;
  private static final int PAPER_LEAST_EMPTY = 539;
  private static final int BASIS_SIZE = 32;

  /** Backbone, accuracy, run time in minutes and seconds, empty classes. */
  private static final List<List<String>> PAPER =
      List.of(
          List.of("ResNet152", "0.00180", "2:15", "564"),
          List.of("ResNet101", "0.00152", "1:36", "539"),
          List.of("densenet201", "0.00118", "2:12", "998"),
          List.of("squeezenet1_1", "0.00104", "0:13", "999"),
          List.of("googlenet", "0.00102", "0:26", "999"),
          List.of("mnasnet1_3", "0.00082", "0:32", "922"),
          List.of("vgg_19_bn", "0.00074", "1:51", "994"));

  /**
   * How maps are estimated, with the number of trials. Gradients need independent pixels, so theirs
   * are estimated under white noise.
   */
  private enum Estimate {
    LABEL("readout.kind = label", true, 1_000_000),
    PROBABILITY("readout.kind = probability", true, 100_000),
    LOGIT("readout.kind = logit", true, 100_000),
    GRADIENT("readout.kind = logit, estimator = gradient", false, 50_000);

    private final String keys;
    private final boolean gabor;
    private final int trials;

    Estimate(String keys, boolean gabor, int trials) {
      this.keys = keys;
      this.gabor = gabor;
      this.trials = trials;
    }

    String stimulus(String basis) {
      return gabor
          ? "kind = gabor-pca, basis = \"%s\"".formatted(basis)
          : "kind = white-noise, law = uniform";
    }

    String noise() {
      return gabor ? "Gabor-PCA of CIFAR-10" : "uniform white noise";
    }

    String word() {
      return Spelling.word(this);
    }
  }

  /** What a study came to. */
  private record Row(
      String network,
      int size,
      Estimate estimate,
      long trials,
      double seconds,
      int empty,
      int known,
      TemplateAccuracy accuracy) {}

  @Override
  public String name() {
    return "table1";
  }

  @Override
  public String title() {
    return "Networks of ImageNet under Gabor-PCA noise of CIFAR-10";
  }

  @Override
  public String inputs(ImageNet imageNet) {
    List<String> networks = imageNet.observers().stream().map(ImageNet::name).toList();
    return "%s of %s at %s px"
        .formatted(
            networks,
            imageNet.pictures().getFileName(),
            imageNet.sizes().stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }

  @Override
  public Outcome make(Workroom workroom) {
    ImageNet given = workroom.imageNet();
    if (given.observers().isEmpty()) {
      throw new MissingException(
          "no networks of ImageNet in the models folder of the data sets, and no --observers");
    }
    if (!Files.isDirectory(given.pictures())) {
      throw new MissingException(
          "no pictures of ImageNet: %s is not there".formatted(given.pictures()));
    }
    PictureFolder folder = PictureFolder.open(given.pictures());
    List<Row> rows = new ArrayList<>();
    for (int size : given.sizes()) {
      String basis = workroom.basis("cifar-10", size);
      TemplateMatching matching = new TemplateMatching(pictures(folder, size));
      for (Path network : given.observers()) {
        for (Estimate estimate : Estimate.values()) {
          rows.add(row(workroom, network, size, basis, estimate, matching));
        }
      }
    }
    return new Outcome(results(rows, folder), List.of(findings(rows, folder)));
  }

  private static Row row(
      Workroom workroom,
      Path network,
      int size,
      String basis,
      Estimate estimate,
      TemplateMatching matching) {
    String name = ImageNet.name(network);
    EndedStudy study =
        workroom.study(
            "imagenet-%s-%d-%s".formatted(name.replace('.', '_'), size, estimate.word()),
            """
            study {
              name = "%s at %d px, %s"
              observer { file = "%s", input = [3, %d, %d], output = logits }
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
                    network.toAbsolutePath(),
                    size,
                    size,
                    estimate.stimulus(basis),
                    estimate.keys,
                    workroom.count(estimate.trials, 500)));
    StudyMaps maps = study.maps(MapView.MAP);
    int empty = 0;
    int known = 0;
    for (StudyView.ChannelView channel : study.view().channels()) {
      empty += channel.count() == 0 ? 1 : 0;
      known += Reliability.isKnown(channel.reliability()) ? 1 : 0;
    }
    return new Row(
        name,
        size,
        estimate,
        maps.trials(),
        study.view().seconds(),
        empty,
        known,
        matching.accuracy(maps.maps()));
  }

  /** As many as a gigabyte holds, evenly over the folder. */
  private static Pictures pictures(PictureFolder folder, int size) {
    int values = 3 * size * size;
    int most = (int) Math.min(folder.size(), MOST_BYTES / values);
    byte[] pixels = new byte[most * values];
    int[] labels = new int[most];
    for (int i = 0; i < most; i++) {
      int number = (int) ((long) i * folder.size() / most);
      System.arraycopy(folder.read(number, 3, size, size), 0, pixels, i * values, values);
      labels[i] = folder.label(number);
    }
    return new Pictures(folder.name(), 3, size, size, folder.classes(), pixels, labels);
  }

  private List<Result> results(List<Row> rows, PictureFolder folder) {
    List<Result> results = new ArrayList<>();
    for (Row row : rows) {
      String convention =
          String.format(
              Locale.ROOT,
              "%s, %d px, %s, %,d trials, %,d pictures of %s, centred maps",
              row.estimate().noise(),
              row.size(),
              row.estimate().word(),
              row.trials(),
              row.accuracy().images(),
              folder.name());
      results.add(
          accuracy(
              row,
              new Result.Quantity(
                  name(), row.network() + ": template accuracy, dot / unit norm", convention)));
      if (row.estimate() == Estimate.LABEL) {
        results.add(
            new Result.Quantity(
                    name(),
                    row.network() + ": empty classes; known (reliability of .5)",
                    convention)
                .words(
                    "539 to 999 empty",
                    "%d empty, %d known".formatted(row.empty(), row.known()),
                    row.empty() >= PAPER_LEAST_EMPTY,
                    "more classes get trials"));
      }
    }
    for (List<String> backbone : PAPER) {
      results.add(
          new Result.Quantity(
                  name(),
                  backbone.get(0) + ": accuracy, run time, empty classes",
                  "Gabor-PCA of CIFAR-10, 32 px, 1 M trials, ImageNet's 50,000 validation pictures")
              .notRun(
                  String.join(", ", backbone.subList(1, 4)),
                  "its weights do not come with Revcor; --observers takes a TorchScript file of it"));
    }
    return results;
  }

  /** Agrees if the paper's range is not excluded, and says so where chance is not either. */
  private static Result accuracy(Row row, Result.Quantity quantity) {
    double best = Math.max(row.accuracy().dot(), row.accuracy().cosine());
    double[] interval = Proportion.interval(best, row.accuracy().images());
    String paper = "0.00074 to 0.00180 (other networks; chance 0.001)";
    String ours =
        String.format(
            Locale.ROOT,
            "%.5f / %.5f (the larger one: %.5f to %.5f at .95)",
            row.accuracy().dot(),
            row.accuracy().cosine(),
            interval[0],
            interval[1]);
    boolean outside = interval[0] > PAPER_MOST || interval[1] < PAPER_LEAST;
    if (!outside && interval[1] - interval[0] > PAPER_MOST) {
      return quantity.agrees(paper, ours, "as far as so few pictures tell, as does chance");
    }
    return quantity.words(paper, ours, !outside, "the interval does not reach the paper's range");
  }

  private Findings findings(List<Row> rows, PictureFolder folder) {
    List<List<Object>> cells =
        rows.stream()
            .map(
                row ->
                    List.<Object>of(
                        row.network(),
                        row.size(),
                        row.estimate().word(),
                        row.trials(),
                        row.seconds(),
                        row.empty(),
                        row.known(),
                        row.accuracy().dot(),
                        row.accuracy().cosine()))
            .toList();
    LinkedHashMap<String, Object> conventions = new LinkedHashMap<>();
    conventions.put(
        "stimuli",
        "Gabor-PCA of CIFAR-10, enlarged above %d px; white noise for gradients"
            .formatted(BASIS_SIZE));
    conventions.put("centring", "all stimuli");
    conventions.put("pictures", folder.size());
    conventions.put("estimates", Arrays.stream(Estimate.values()).map(Estimate::word).toList());
    return new Findings(
        "networks",
        title(),
        List.of(
            "Pictures are those of %s; unless that is ImageNet's validation set, accuracies say nothing of ImageNet"
                .formatted(folder.name()),
            "A class is empty if no trial was answered with it, and known if its map has a reliability of .5"),
        conventions,
        List.of(
            new Figure.Table(
                "networks",
                "Template accuracy, time, empty and known classes",
                List.of(
                    "network",
                    "pixels",
                    "estimate",
                    "trials",
                    "seconds",
                    "empty",
                    "known",
                    "dot",
                    "unit norm"),
                cells)));
  }
}
