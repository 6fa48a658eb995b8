package org.revcor.analysis.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.Parameter;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.dataset.template.Scaling;
import org.revcor.dataset.template.TemplateMatching;
import org.revcor.dataset.template.TemplateMatching.Confusion;
import org.revcor.dataset.template.TemplateMatching.Metric;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.Figure;
import org.revcor.schema.Spelling;
import org.revcor.study.plan.StimulusPreview;
import org.revcor.study.results.EndedStudy;

/** {@code templates}: images classified with one template per class (the paper's Fig 2C). */
public final class TemplatesAnalysis extends Analysis {
  private static final String DATA = "data";
  private static final String PART = "part";
  private static final String METRIC = "metric";
  private static final String SUBTRACT = "subtract";
  private static final String STIMULI = "stimuli";
  private static final int MAX_STIMULI = 1_000;

  public TemplatesAnalysis() {
    super(
        "templates",
        "How well maps, mean images or linear weights classify images as templates.",
        Templates.parameters(Scaling.RAW),
        List.of(
            Parameter.choice(METRIC, Metric.values(), "Product that selects the best template."),
            Parameter.choice(
                SUBTRACT,
                List.of(STIMULI, "nothing"),
                "What is subtracted from images before maps of a study are applied: the mean of its"
                    + " stimuli, or nothing, with all maps, as in the paper."),
            Parameter.images(DATA, "Data set to classify; if left out, that of the templates."),
            Parameter.choice(PART, List.of("test", "train"), "Part of the data set to classify.")));
  }

  @Override
  public AnalysisResult run(Arguments arguments, AnalysisContext context) {
    Metric metric = arguments.choice(METRIC, Metric.values());
    boolean test = arguments.is(PART, "test");
    Templates templates = Templates.of(arguments, context);
    String data = templates.dataset(arguments, DATA);
    Images images = test ? context.test(DATA, data) : context.training(DATA, data);
    templates.requireFit(DATA, images);
    boolean isCentred =
        arguments.find(Templates.STUDY).isPresent() && arguments.is(SUBTRACT, STIMULI);
    TemplateMatching matching = new TemplateMatching(images);
    if (isCentred) {
      EndedStudy study = context.study(Templates.STUDY, arguments.text(Templates.STUDY));
      templates = templates.withoutFewTrials(study);
      matching = new TemplateMatching(images, meanStimulus(study, context));
    }
    Confusion confusion = matching.confusion(templates.values(), metric);
    SequencedMap<String, Object> conventions = new LinkedHashMap<>(templates.conventions());
    if (isCentred) {
      conventions.put("subtracted", "mean of the stimuli");
    }
    conventions.put("metric", Spelling.word(metric));
    conventions.put("images", "%s, %s".formatted(data, test ? "test" : "training"));
    conventions.put("imagesDigest", DataSets.digest(images));
    String part = test ? "test" : "training";
    List<String> statements = new ArrayList<>();
    statements.add(
        "%s classify %.2f %% of the %,d %s images of %s correctly; chance is %.2f %%"
            .formatted(
                templates.what(),
                100 * confusion.accuracy(),
                images.size(),
                part,
                data,
                100.0 / images.classes().size()));
    statements.addAll(templates.statements());
    return new AnalysisResult(
        name(),
        "%s as templates of %s".formatted(templates.what(), data),
        statements,
        conventions,
        List.of(
            classes(images, confusion),
            new Figure.Matrix(
                "confusion",
                "Share of the images of a class that each template wins",
                "template",
                "class",
                templates.classes(),
                images.classes(),
                confusion.shares()),
            templates.gallery()));
  }

  /** Returns the mean of the first stimuli of the study. */
  private static float[] meanStimulus(EndedStudy study, AnalysisContext context) {
    int count = (int) Math.min(MAX_STIMULI, study.view().progress().trials());
    float[][] stimuli =
        StimulusPreview.of(
                study.specification().withSeed(study.view().seed()), context.materials(), count)
            .images();
    float[] mean = new float[stimuli[0].length];
    for (float[] stimulus : stimuli) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += stimulus[j] / count;
      }
    }
    return mean;
  }

  private static Figure classes(Images images, Confusion confusion) {
    List<List<Object>> rows = new ArrayList<>();
    for (int label = 0; label < images.classes().size(); label++) {
      int c = label;
      int of = (int) Arrays.stream(images.labels()).filter(each -> each == c).count();
      int won = Arrays.stream(confusion.counts()).mapToInt(row -> row[c]).sum();
      int correct = confusion.counts()[label][label];
      rows.add(List.of(images.classes().get(label), of, correct, correct / (double) of, won));
    }
    rows.add(
        List.of(
            "all",
            images.size(),
            rows.stream().mapToInt(row -> (int) row.get(2)).sum(),
            confusion.accuracy(),
            rows.stream().mapToInt(row -> (int) row.get(4)).sum()));
    return new Figure.Table(
        "classes",
        "Images of each class, and number that its template wins",
        List.of("class", "images", "right", "accuracy", "taken"),
        rows);
  }
}
