package org.revcor.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.analysis.template.Confusion;
import org.revcor.analysis.template.Metric;
import org.revcor.analysis.template.Scaling;
import org.revcor.analysis.template.TemplateMatching;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Pictures;
import org.revcor.figure.Figure;
import org.revcor.figure.Findings;

/** {@code templates}: pictures classified by what stands for each class (the paper's Fig 2C). */
final class TemplatesExperiment implements Experiment {
  private static final String DATA = "data";
  private static final String PART = "part";
  private static final String METRIC = "metric";

  @Override
  public String name() {
    return "templates";
  }

  @Override
  public String question() {
    return "How well maps, mean images or linear weights classify pictures as templates.";
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.concat(
            Templates.parameters(Scaling.RAW).stream(),
            Stream.of(
                Parameter.choice(
                    METRIC, List.of("dot", "cosine"), "Which product tells the best template."),
                Parameter.optional(
                    DATA,
                    Parameter.Kind.PICTURES,
                    "NAME",
                    "Data set whose pictures are classified; that of the templates if left out."),
                Parameter.choice(
                    PART, List.of("test", "train"), "Which of its pictures are classified.")))
        .toList();
  }

  @Override
  public Findings run(Arguments arguments, Laboratory laboratory) {
    Metric metric = arguments.choice(METRIC, Map.of("dot", Metric.DOT, "cosine", Metric.COSINE));
    boolean test = arguments.choice(PART, Map.of("test", true, "train", false));
    Templates templates = Templates.of(arguments, laboratory);
    String data = arguments.find(DATA).orElse(templates.dataset());
    if (data.isEmpty()) {
      throw new InvalidInputException(
          DATA, "missing", "a data set, since none is known of the " + templates.what());
    }
    Pictures pictures = test ? laboratory.test(DATA, data) : laboratory.training(DATA, data);
    templates.requireFit(DATA, pictures);
    Confusion confusion = new TemplateMatching(pictures).confusion(templates.values(), metric);
    SequencedMap<String, Object> conventions = new LinkedHashMap<>(templates.conventions());
    conventions.put("metric", metric.label());
    conventions.put("pictures", "%s, %s".formatted(data, test ? "test" : "training"));
    conventions.put("picturesDigest", DataSets.digest(pictures));
    String part = test ? "test" : "training";
    List<String> statements = new ArrayList<>();
    statements.add(
        String.format(
            Locale.ROOT,
            "%s classify %.2f %% of the %,d %s pictures of %s rightly; chance is %.2f %%",
            templates.what(),
            100 * confusion.accuracy(),
            pictures.size(),
            part,
            data,
            100.0 / pictures.classes().size()));
    statements.addAll(templates.statements());
    return new Findings(
        name(),
        "%s as templates of %s".formatted(templates.what(), data),
        statements,
        conventions,
        List.of(
            classes(pictures, confusion),
            new Figure.Matrix(
                "confusion",
                "Share of the pictures of a class that each template takes",
                "template",
                "class",
                templates.classes(),
                pictures.classes(),
                confusion.shares()),
            templates.gallery()));
  }

  private static Figure classes(Pictures pictures, Confusion confusion) {
    List<List<Object>> rows = new ArrayList<>();
    for (int label = 0; label < pictures.classes().size(); label++) {
      int c = label;
      int of = (int) Arrays.stream(pictures.labels()).filter(each -> each == c).count();
      int taken = Arrays.stream(confusion.counts()).mapToInt(row -> row[c]).sum();
      int right = confusion.counts()[label][label];
      rows.add(List.of(pictures.classes().get(label), of, right, right / (double) of, taken));
    }
    rows.add(
        List.of(
            "all",
            pictures.size(),
            rows.stream().mapToInt(row -> (int) row.get(2)).sum(),
            confusion.accuracy(),
            rows.stream().mapToInt(row -> (int) row.get(4)).sum()));
    return new Figure.Table(
        "classes",
        "Pictures of each class, and what its template takes",
        List.of("class", "pictures", "right", "accuracy", "taken"),
        rows);
  }
}
