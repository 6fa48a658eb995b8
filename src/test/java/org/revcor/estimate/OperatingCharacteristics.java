package org.revcor.estimate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.revcor.estimate.StimulusSums.StimulusMeans;
import org.revcor.estimate.StoppingRule.StoppingStatus;

/**
 * Measures error rates of study results on units with known maps: false "reached", coverage of the
 * assured reliability, of standard errors and of confidence sequences, and the trials to a target.
 * Every scheduled look is evaluated by the product's stopping rule.
 *
 * <p>{@code mvn -q test-compile exec:exec@benchmark
 * -Dbenchmark.main=org.revcor.estimate.OperatingCharacteristics -Dbenchmark=all} writes {@code
 * target/operating-characteristics.md} and {@code .csv}; values outside their binomial limits are
 * bold. A regular expression in place of {@code all} selects cells by name, and {@code :50} after
 * it sets the number of studies (default 200).
 */
final class OperatingCharacteristics {
  static final int STUDIES = 200;
  private static final int THREADS = 2;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Path FOLDER = Path.of("target");

  private OperatingCharacteristics() {}

  /**
   * One quantity of a cell.
   *
   * @param where maps or pixels of the cell; empty for all
   * @param nominal nominal value; NaN if there is none
   * @param bound whether observed must be at most, at least or about nominal
   * @param studies number of studies of the share or median
   * @param maps number of evaluated maps
   */
  record Row(
      OperatingCell cell,
      String where,
      String quantity,
      Bound bound,
      double nominal,
      double observed,
      int studies,
      long maps) {

    /**
     * Returns whether the share is within the binomial limits, at level .01, of the nominal value.
     */
    boolean holds() {
      if (bound == Bound.ABOUT || studies == 0 || Double.isNaN(observed)) {
        return true;
      }
      BinomialDistribution limits = BinomialDistribution.of(studies, nominal);
      return bound == Bound.AT_MOST
          ? observed * studies <= limits.inverseCumulativeProbability(0.99) + 1e-9
          : observed * studies >= limits.inverseCumulativeProbability(0.01) - 1e-9;
    }

    private String heading() {
      return Double.isNaN(nominal) ? quantity : quantity + " (" + promised() + ")";
    }

    private String promised() {
      return Double.isNaN(nominal) ? "" : bound.sign + number(nominal);
    }

    private String marked() {
      return holds() ? number(observed) : "**" + number(observed) + "**";
    }

    private String csv() {
      List<String> fields =
          List.of(
              cell.name(),
              cell.design().unit().name(),
              cell.estimator(),
              cell.readout(),
              cell.design().law().name(),
              "" + cell.design().values(),
              "" + cell.design().block(),
              "" + cell.trials(),
              where,
              quantity,
              promised(),
              "" + (float) observed,
              "" + studies,
              "" + maps,
              holds() ? "yes" : "no");
      return String.join(",", fields.stream().map(field -> field.replace(",", "")).toList());
    }

    private static String number(double value) {
      if (Double.isNaN(value)) {
        return "-";
      }
      if (value >= 10) {
        return "%,d".formatted(Math.round(value));
      }
      return value > 0 && value < 0.001
          ? "%.0e".formatted(value)
          : "%.3f".formatted(value).replaceFirst("\\.?0+$", "");
    }
  }

  /** Required relation of observed to nominal. */
  enum Bound {
    AT_MOST("≤ "),
    AT_LEAST("≥ "),
    ABOUT("");

    private final String sign;

    Bound(String sign) {
      this.sign = sign;
    }
  }

  public static void main(String[] arguments) throws Exception {
    Locale.setDefault(Locale.ROOT);
    String[] selection = arguments[0].split(":", 2);
    String pattern = selection[0].equals("all") ? "" : selection[0];
    int studies = selection.length > 1 ? Integer.parseInt(selection[1]) : STUDIES;
    List<Row> rows = new ArrayList<>();
    Instant start = Instant.now();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (OperatingCell cell : OperatingCell.all()) {
        if (cell.name().matches(".*(" + pattern + ").*")) {
          Instant begun = Instant.now();
          List<Row> ofCell = measure(cell, studies, begun.plus(LIMIT), threads);
          System.out.printf("%s: %d ms%n", cell.name(), since(begun));
          ofCell.forEach(row -> System.out.printf("  %s %s%n", row.heading(), row.marked()));
          rows.addAll(ofCell);
          write(rows);
        }
      }
    }
    System.out.printf("%d rows in %d s%n", rows.size(), since(start) / 1000);
  }

  private static long since(Instant begun) {
    return Duration.between(begun, Instant.now()).toMillis();
  }

  private static void write(List<Row> rows) throws IOException {
    List<String> csv = new ArrayList<>();
    csv.add(
        "cell,unit,estimator,readout,noise,d,block,trials,where,quantity,nominal,observed,studies,maps,holds");
    rows.forEach(row -> csv.add(row.csv()));
    Files.write(FOLDER.resolve("operating-characteristics.csv"), csv);
    List<String> tables = new ArrayList<>();
    for (OperatingCell.Task task : OperatingCell.Task.values()) {
      Map<List<Object>, List<Row>> lines =
          rows.stream()
              .filter(row -> row.cell().task() == task)
              .collect(
                  Collectors.groupingBy(
                      row -> List.of(row.cell(), row.where()),
                      LinkedHashMap::new,
                      Collectors.toList()));
      if (!lines.isEmpty()) {
        tables.add("### " + task.title());
        tables.add("");
        tables.addAll(table(lines.values()));
      }
    }
    Files.write(FOLDER.resolve("operating-characteristics.md"), tables);
  }

  private static List<String> table(Collection<List<Row>> lines) {
    List<Row> first = lines.iterator().next();
    List<String> table = new ArrayList<>();
    table.add(
        "| unit | estimator | readout | noise | d | block | trials | target | "
            + String.join(" | ", first.stream().map(Row::heading).toList())
            + " | studies |");
    table.add("|" + " --- |".repeat(9 + first.size()));
    lines.forEach(line -> table.add(line(line)));
    table.add("");
    return table;
  }

  private static String line(List<Row> rows) {
    Row row = rows.getFirst();
    OperatingCell cell = row.cell();
    UnitDesign design = cell.design();
    return "| %s | %s | %s | %s | %d | %d | %,d | %s | %s | %s |"
        .formatted(
            design.unit().name() + (row.where().isEmpty() ? "" : ", " + row.where()),
            cell.estimator(),
            cell.readout(),
            design.law().name(),
            design.values(),
            design.block(),
            cell.trials(),
            cell.target(),
            String.join(" | ", rows.stream().map(Row::marked).toList()),
            row.maps() == row.studies()
                ? "" + row.studies()
                : "%d (%,d maps)".formatted(row.studies(), row.maps()));
  }

  /**
   * Returns the rows of a cell.
   *
   * @param studies number of studies; fewer if not all have begun before {@code end}
   */
  static List<Row> measure(OperatingCell cell, int studies, Instant end, ExecutorService threads)
      throws Exception {
    double[][] truth = UnitTruth.of(cell.design());
    List<Callable<Outcome[]>> tasks = new ArrayList<>();
    for (int seed = 0; seed < studies; seed++) {
      long each = 1_000L + seed;
      tasks.add(() -> Instant.now().isAfter(end) ? new Outcome[0] : outcomes(cell, truth, each));
    }
    List<Outcome[]> outcomes = new ArrayList<>();
    for (Future<Outcome[]> done : threads.invokeAll(tasks)) {
      if (done.get().length > 0) {
        outcomes.add(done.get());
      }
    }
    return cell.rows(outcomes);
  }

  /**
   * Results of one map.
   *
   * @param stopped trials at the second of two consecutive looks with the map reached; 0 if never
   * @param assured assured reliability at the stop
   * @param known squared correlation with the truth at the stop
   * @param fixedTrials trials of the first look at or after the cell's number of trials
   * @param fixedAssured assured reliability at that look
   * @param fixedKnown squared correlation with the truth at that look
   * @param nEff effective trials at the last look
   * @param covered share of pixels within 1.96 standard errors of the truth at the last look
   * @param reported mean squared standard error at the last look
   * @param actual mean squared error at the last look
   * @param missed whether the precision was too narrow at any look
   */
  record Outcome(
      long stopped,
      double assured,
      double known,
      long fixedTrials,
      double fixedAssured,
      double fixedKnown,
      double nEff,
      double covered,
      double reported,
      double actual,
      boolean missed) {}

  private static Outcome[] outcomes(OperatingCell cell, double[][] truth, long seed) {
    UnitDesign design = cell.design();
    UnitStudy study = new UnitStudy(design, cell.rule(), seed);
    int channels = design.unit().channels();
    int pixels = design.values();
    Progress[] progress =
        IntStream.range(0, channels).mapToObj(c -> new Progress()).toArray(Progress[]::new);
    StoppingDecision decision = new StoppingDecision(cell.rule(), pixels);
    long last = cell.trials() / design.block();
    long[] looks = cell.peeks() ? new LookSchedule(last).upTo(last).toArray() : new long[] {last};
    for (long blocks : looks) {
      StimulusMeans means = study.showTo(blocks).means();
      List<ChannelStatistics> statistics = study.statistics(means);
      MapEvaluation look = decision.look(study.trials(), statistics);
      for (int c = 0; c < channels; c++) {
        progress[c].take(cell, study, means, look, c, truth[c], blocks == last);
      }
      if (cell.endsEarly(study.trials()) && Arrays.stream(progress).allMatch(p -> p.stopped > 0)) {
        break;
      }
    }
    return Arrays.stream(progress).map(Progress::outcome).toArray(Outcome[]::new);
  }

  /** Accumulated results of a channel over looks. */
  private static final class Progress {
    private int inARow;
    private long stopped;
    private double assured = Double.NaN;
    private double known = Double.NaN;
    private long fixedTrials;
    private double fixedAssured = Double.NaN;
    private double fixedKnown = Double.NaN;
    private double nEff = Double.NaN;
    private double covered = Double.NaN;
    private double reported = Double.NaN;
    private double actual = Double.NaN;
    private boolean missed;

    void take(
        OperatingCell cell,
        UnitStudy study,
        StimulusMeans means,
        MapEvaluation look,
        int c,
        double[] truth,
        boolean last) {
      ChannelStatistics statistics = look.channels().get(c);
      inARow = look.statuses().get(c) == StoppingStatus.REACHED ? inARow + 1 : 0;
      if (inARow >= 2 && stopped == 0) {
        stopped = look.trials();
        assured = statistics.assured();
        known = known(study.channel(c).view(MapView.MAP, means), truth);
      }
      if (Double.isNaN(fixedKnown) && look.trials() >= cell.fixedTrials()) {
        fixedTrials = look.trials();
        fixedAssured = statistics.assured();
        fixedKnown = known(study.channel(c).view(MapView.MAP, means), truth);
      }
      double precision = look.verdicts().get(c).precision();
      if (cell.task() == OperatingCell.Task.PRECISION && !Double.isNaN(precision)) {
        float[] map = study.channel(c).view(MapView.MAP, means);
        for (int i = 0; i < map.length; i++) {
          missed |= Math.abs(map[i] - truth[i]) > precision;
        }
      }
      if (last && cell.task() == OperatingCell.Task.ERRORS) {
        nEff = statistics.nEff();
        cover(cell, study.channel(c), means, truth);
      }
    }

    private void cover(
        OperatingCell cell, ChannelMoments channel, StimulusMeans means, double[] truth) {
      float[] map = channel.view(MapView.MAP, means);
      float[] errors = channel.view(MapView.ERROR, means);
      if (Double.isNaN(errors[0]) || Double.isNaN(map[0])) {
        return;
      }
      int first = cell.design().sparse() ? map.length / 2 : 0;
      covered = 0;
      reported = 0;
      actual = 0;
      for (int i = first; i < map.length; i++) {
        double error = Math.abs(map[i] - truth[i]);
        covered += (error <= 1.96 * errors[i] ? 1.0 : 0) / (map.length - first);
        reported += (double) errors[i] * errors[i] / (map.length - first);
        actual += error * error / (map.length - first);
      }
    }

    Outcome outcome() {
      return new Outcome(
          stopped,
          assured,
          known,
          fixedTrials,
          fixedAssured,
          fixedKnown,
          nEff,
          covered,
          reported,
          actual,
          missed);
    }
  }

  /**
   * Returns the squared correlation with the truth, about zero for maps of few values; 0 without a
   * map.
   */
  static double known(float[] map, double[] truth) {
    boolean centred = map.length >= Reliability.FEW;
    double meanOfMap = 0;
    double meanOfTruth = 0;
    for (int i = 0; centred && i < map.length; i++) {
      meanOfMap += map[i] / map.length;
      meanOfTruth += truth[i] / map.length;
    }
    double both = 0;
    double ofMap = 0;
    double ofTruth = 0;
    for (int i = 0; i < map.length; i++) {
      double m = map[i] - meanOfMap;
      double t = truth[i] - meanOfTruth;
      both += m * t;
      ofMap += m * m;
      ofTruth += t * t;
    }
    double known = both * Math.abs(both) / (ofMap * ofTruth);
    return Double.isNaN(known) ? 0 : known;
  }
}
