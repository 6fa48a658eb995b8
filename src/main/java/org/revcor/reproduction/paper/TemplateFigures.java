package org.revcor.reproduction.paper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.revcor.figure.Findings;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Outcome;
import org.revcor.reproduction.Result;
import org.revcor.reproduction.Workroom;
import org.revcor.study.EndedStudy;

/** {@code fig2c}: test pictures of MNIST classified by four kinds of templates. */
final class TemplateFigures implements Item {
  private static final String GAUSSIAN = "kind = white-noise, law = gaussian, mean = 0, sd = 1";

  /** Two points: networks of one recipe differ by more. */
  private static final double NEAR = 2;

  /** The paper's last digit. */
  private static final double SAME = 0.05;

  @Override
  public String name() {
    return "fig2c";
  }

  @Override
  public String title() {
    return "Maps, mean digits and weights as templates of MNIST";
  }

  @Override
  public Outcome make(Workroom workroom) {
    EndedStudy cnn = NoiseStudies.white(workroom, "mnist-cnn");
    EndedStudy logistic = NoiseStudies.white(workroom, "mnist-logistic");
    EndedStudy normal =
        NoiseStudies.labels(
            workroom,
            "mnist-logistic-gaussian",
            "mnist-logistic",
            GAUSSIAN,
            "default",
            workroom.count(1_000_000, 50_000));
    String uniform = NoiseStudies.convention("U[0,1]", cnn);
    List<Result> results = new ArrayList<>();
    List<Findings> findings = new ArrayList<>();
    Findings means = templates(workroom, "mean-digits", Map.of("means", "mnist"), "dot");
    findings.add(means);
    results.add(
        quantity("mean digits", "training set, raw mean, raw dot")
            .number(63.1, Analyses.accuracy(means), SAME, "not the publisher's pictures"));
    add(
        results,
        findings,
        templates(workroom, "cnn-maps", study(cnn), "dot"),
        quantity("CNN maps", uniform + ", centred maps, raw dot"),
        25.8,
        "which noise falls into which class, and so which maps are good, depends on the network");
    add(
        results,
        findings,
        templates(workroom, "cnn-maps-cosine", study(cnn), "cosine"),
        quantity("CNN maps", uniform + ", centred maps at unit norm"),
        25.8,
        "not the paper's metric; long maps of rare classes lose their advantage");
    add(
        results,
        findings,
        templates(workroom, "logistic-maps", study(logistic), "dot"),
        quantity("maps of logistic regression", uniform + ", centred maps, raw dot"),
        47.6,
        "nearly all noise falls into three classes; the others have no map");
    add(
        results,
        findings,
        templates(workroom, "logistic-maps-gaussian", study(normal), "dot"),
        quantity(
            "maps of logistic regression",
            NoiseStudies.convention("N(0,1)", normal) + ", centred maps, raw dot"),
        47.6,
        "not the paper's noise; about a mean of 0 every class gets trials");
    add(
        results,
        findings,
        templates(workroom, "logistic-weights", Map.of("weights", "mnist-logistic"), "dot"),
        quantity("weights of logistic regression", "without biases, raw dot"),
        83.8,
        "another training of the network");
    return new Outcome(results, findings);
  }

  private Result.Quantity quantity(String templates, String convention) {
    return new Result.Quantity(name(), templates + ": test pictures classified, %", convention);
  }

  private static Map<String, String> study(EndedStudy study) {
    return Map.of("study", Analyses.folder(study));
  }

  private static Findings templates(
      Workroom workroom, String as, Map<String, String> source, String metric) {
    Map<String, String> arguments = new HashMap<>(source);
    arguments.put("metric", metric);
    return Analyses.run(workroom, "templates", as, arguments);
  }

  private static void add(
      List<Result> results,
      List<Findings> findings,
      Findings found,
      Result.Quantity quantity,
      double paper,
      String why) {
    findings.add(found);
    results.add(quantity.number(paper, Analyses.accuracy(found), NEAR, why));
  }
}
