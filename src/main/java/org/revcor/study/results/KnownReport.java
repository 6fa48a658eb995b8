package org.revcor.study.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.io.function.Uncheck;
import org.jspecify.annotations.Nullable;
import org.revcor.estimate.MapView;
import org.revcor.estimate.Reliability;
import org.revcor.figure.Columns;
import org.revcor.schema.Json;
import org.revcor.stimulus.ScoreBasis;
import org.revcor.stimulus.ThresholdNoise;

/**
 * Which classes of a network are known after a regression.
 *
 * @param labels of a study of threshold noise
 */
public record KnownReport(
    StudyView study,
    List<ClassRow> classes,
    Counts found,
    Counts shuffled,
    Optional<Labels> labels) {
  public static final List<Artefact> FILES =
      List.of(Artefact.KNOWN_TABLE, Artefact.KNOWN_IMAGE, Artefact.KNOWN);

  private static final double WELL_KNOWN = 0.9;

  /** Largest share of classes that may be known from shuffled responses. */
  private static final double MAX_SHUFFLED = 0.01;

  /**
   * A class.
   *
   * @param reliability NaN if unknown
   * @param assured lower 95 % limit of the squared correlation with the truth; NaN if unknown
   * @param rank rank of the class's own other half among those of all classes; 1 if identified
   */
  public record ClassRow(
      String name, double reliability, double assured, int rank, double shuffled) {
    public boolean isKnown() {
      return Reliability.isKnown(reliability, assured);
    }

    /** Returns the reliability expected from so many times the trials, by Spearman and Brown. */
    double after(double growth) {
      return Double.isNaN(reliability)
          ? 0
          : growth * reliability / (1 + (growth - 1) * reliability);
    }
  }

  /**
   * Numbers of classes.
   *
   * @param known with a reliability of at least .5 and a lower limit above 0
   * @param wellKnown with a reliability of at least .9
   * @param identified whose halves are nearest to each other
   */
  public record Counts(long known, long wellKnown, long identified) {}

  /**
   * Labels around one example of each class.
   *
   * @param number all labels
   * @param ofContrasts labels by which the contrasts of the examples were found
   * @param leftOut classes whose example has no contrast
   * @param median median reliability of the classes that are not left out
   */
  public record Labels(
      long number, long ofContrasts, List<String> leftOut, double median, Next next) {
    /** What is expected of more labels, a hundred for each class. */
    public record Next(long number, long known, double median) {}

    private static final int MORE = 100;

    static Labels of(StudyView study, List<ClassRow> classes, long ofContrasts) {
      List<Double> contrasts = study.setup().plan().contrasts();
      List<ClassRow> shown =
          IntStream.range(0, classes.size())
              .filter(c -> contrasts.get(c) != ThresholdNoise.LEFT_OUT)
              .mapToObj(classes::get)
              .toList();
      long number = study.progress().trials();
      long more = (long) MORE * shown.size();
      double growth = 1 + (double) more / (number - ofContrasts);
      long known =
          shown.stream()
              .filter(each -> each.isKnown() || each.after(growth) >= Reliability.KNOWN)
              .count();
      return new Labels(
          number,
          ofContrasts,
          classes.stream().filter(each -> !shown.contains(each)).map(ClassRow::name).toList(),
          median(shown, 1),
          new Next(more, known, median(shown, growth)));
    }

    private static double median(List<ClassRow> classes, double growth) {
      double[] sorted = classes.stream().mapToDouble(each -> each.after(growth)).sorted().toArray();
      return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
  }

  /**
   * Reads the results of a regression.
   *
   * @throws org.revcor.InvalidInputException if the study is no regression, or has too few trials
   */
  public static KnownReport of(EndedStudy study) {
    try {
      if (!Files.exists(study.folder().resolve(Artefact.REGRESSION_TABLE.fileName()))) {
        throw study.unusable(
            "has no " + Artefact.REGRESSION_TABLE.fileName(),
            "a regression with more observations in each half than components");
      }
      JsonNode counts =
          Json.MAPPER.readTree(study.folder().resolve(Artefact.REGRESSION.fileName()).toFile());
      List<ClassRow> classes = classes(study);
      return new KnownReport(
          study.view(),
          classes,
          new Counts(
              counts.path("known").asLong(),
              classes.stream()
                  .filter(each -> each.isKnown() && each.reliability() >= WELL_KNOWN)
                  .count(),
              counts.path("identified").asLong()),
          new Counts(
              counts.path("knownShuffled").asLong(),
              classes.stream().filter(each -> each.shuffled() >= WELL_KNOWN).count(),
              counts.path("identifiedShuffled").asLong()),
          labels(study, classes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Labels> labels(EndedStudy study, List<ClassRow> classes)
      throws IOException {
    Path file = Artefact.CONTRASTS.in(study.folder());
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    long number = 0;
    for (String row : Files.readAllLines(file).stream().skip(1).toList()) {
      number += Long.parseLong(WholeLines.values(row).get(3));
    }
    return Optional.of(Labels.of(study.view(), classes, number));
  }

  private static List<ClassRow> classes(EndedStudy study) throws IOException {
    List<String> rows =
        Files.readAllLines(study.folder().resolve(Artefact.REGRESSION_TABLE.fileName()));
    List<ClassRow> classes = new ArrayList<>();
    for (ChannelView channel : study.view().channels()) {
      List<String> cells = WholeLines.values(rows.get(channel.index() + 1));
      classes.add(
          new ClassRow(
              channel.name(),
              number(channel.quality().reliability()),
              number(channel.quality().assured()),
              Integer.parseInt(cells.get(2)),
              Double.parseDouble(cells.get(3))));
    }
    return List.copyOf(classes);
  }

  private static double number(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  /** Returns why the number of known classes is not to be trusted; empty if it is. */
  public Optional<String> warning() {
    return shuffled.known > MAX_SHUFFLED * classes.size()
        ? Optional.of(
            ("%,d of %,d classes are known from shuffled responses, more than %.1f %%: halves"
                    + " agree by chance")
                .formatted(shuffled.known, classes.size(), 100 * MAX_SHUFFLED))
        : Optional.empty();
  }

  /** Writes the files. */
  public void write(EndedStudy study, ScoreBasis basis) {
    Map<Artefact, byte[]> files =
        FILES.stream()
            .collect(Collectors.toMap(Function.identity(), each -> file(each, study, basis)));
    Uncheck.run(() -> study.directory().results().writeOthers(files));
  }

  /** Returns the table, a sheet of class maps, the most reliable first, or the counts. */
  public byte[] file(Artefact file, EndedStudy study, ScoreBasis basis) {
    return switch (file) {
      case KNOWN_TABLE -> table();
      case KNOWN_IMAGE ->
          sheet(study, basis, classes.stream().mapToDouble(ClassRow::reliability).toArray());
      case KNOWN -> Json.bytes(toJson());
      default -> throw new IllegalArgumentException(file + " is no file of the report");
    };
  }

  /**
   * Returns an image of class maps in descending order of values, with name and value.
   *
   * @param values a value from 0 to 1 of each class; NaN if it has none
   */
  public static byte[] sheet(EndedStudy study, ScoreBasis basis, double[] values) {
    int[] descending =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> order(values[i])).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    return MapImage.sheet(
        study.maps(MapView.MAP).spreadOver(basis),
        descending,
        channel -> "%.3f".formatted(values[channel]));
  }

  private static double order(double value) {
    return Double.isNaN(value) ? -1 : value;
  }

  private byte[] table() {
    return new Columns<ClassRow>()
        .with("class", ClassRow::name)
        .with("reliability", ClassRow::reliability)
        .with("assured", ClassRow::assured)
        .with("known", each -> each.isKnown() ? 1 : 0)
        .with("rank", ClassRow::rank)
        .csv(classes)
        .getBytes(StandardCharsets.UTF_8);
  }

  public JsonNode toJson() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("observer", study.setup().observer().name());
    json.set("input", Json.MAPPER.valueToTree(study.setup().observer().shape()));
    json.put("classes", classes.size());
    json.put("trials", study.progress().trials());
    json.put("seconds", study.progress().seconds());
    json.set("found", Json.MAPPER.valueToTree(found));
    json.set("shuffled", Json.MAPPER.valueToTree(shuffled));
    labels.ifPresent(each -> json.set("labels", Json.MAPPER.valueToTree(each)));
    warning().ifPresent(text -> json.put("warning", text));
    return json;
  }
}
