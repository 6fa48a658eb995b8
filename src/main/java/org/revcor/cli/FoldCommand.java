package org.revcor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.file.InputFile;
import org.revcor.file.Npy;
import org.revcor.file.NpyRows;
import org.revcor.schema.Spelling;
import org.revcor.study.run.RecordedResponses;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "fold",
    description = {
      "Computes maps from recorded stimuli and responses: of people, neurons or any other"
          + " observer.",
      "Both are files of numpy.save, with one trial for each entry of their first dimension."
    },
    exitCodeList = {
      "0:the study is complete",
      "1:it failed",
      "2:an array or an option is invalid",
      "130:ended by Ctrl-C, with the results so far"
    })
final class FoldCommand extends PrintingCommand implements Callable<Integer> {
  private static final int MAX_LABEL = 99_999;
  private static final int MAX_BLOCK = 1_000;
  private static final int MAX_BLOCK_VALUES = 1 << 22;
  private static final int MIN_BLOCKS = 50;

  /** What a row of responses is. */
  private enum Kind {
    LABELS("labels", "{ kind = label }"),
    PROBABILITIES("probabilities", "{ kind = probability }"),
    ACTIVATIONS("logits", "{ kind = logit }");

    private final String output;
    private final String readout;

    Kind(String output, String readout) {
      this.output = output;
      this.readout = readout;
    }

    static Kind named(String word) {
      List<String> words = Arrays.stream(values()).map(Spelling::word).toList();
      if (!words.contains(word)) {
        throw new InvalidInputException("--kind", word, Spelling.expected(word, words));
      }
      return values()[words.indexOf(word)];
    }
  }

  @Option(
      names = "--stimuli",
      required = true,
      paramLabel = "FILE",
      description = "NumPy file, trials x planes x rows x columns or trials x rows x columns.")
  private Path stimuli;

  @Option(
      names = "--responses",
      required = true,
      paramLabel = "FILE",
      description = "NumPy file, trials x channels; trials alone for labels or one channel.")
  private Path responses;

  @Option(
      names = "--kind",
      required = true,
      paramLabel = "KIND",
      description =
          "What a response is: labels (whole numbers from 0), probabilities or activations. Spike"
              + " counts and logits are activations.")
  private String kind;

  @Option(
      names = "--channels",
      split = ",",
      paramLabel = "NAME",
      description = "Names of the channels (default: 0, 1, 2, ...).")
  private @Nullable List<String> channels;

  @Option(
      names = "--block-size",
      paramLabel = "N",
      description = "Trials of a block (default: about 1000; less for few trials).")
  private int chosenBlock;

  @Option(
      names = "--independent",
      description =
          "The values of a stimulus are independent, as those of white noise. Tests of smoothed"
              + " maps and covariance require it.")
  private boolean independent;

  @Option(
      names = "--keys",
      paramLabel = "KEYS",
      description = "Further keys of a study file, such as \"whiten = true\".")
  private String keys = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Run directory for the results; created if missing.")
  private Path out;

  @Mixin private LocalOptions local;

  @Override
  public Integer call() {
    NpyRows shown = open("--stimuli", stimuli);
    NpyRows given = open("--responses", responses);
    int[] shape = shown.shape();
    if (shape.length != 3 && shape.length != 4) {
      throw wrong(
          "--stimuli",
          stimuli,
          shown,
          "trials x rows x columns or trials x planes x rows x columns");
    }
    if (given.count() != shown.count()) {
      throw wrong("--responses", responses, given, shown.count() + " trials, as the stimuli are");
    }
    int blockSize = blockSize(shown);
    long trials = (long) shown.count() / blockSize * blockSize;
    StudySpecification study = study(shape, given, blockSize, trials);
    RecordedResponses.write("--responses", given, study, local.materials(), out, local.lanes());
    if (trials < shown.count()) {
      local
          .text()
          .printf(
              "the last %d of %d trials are not used: blocks have %d trials%n",
              shown.count() - trials, shown.count(), blockSize);
    }
    return local.run(study, out, false);
  }

  private StudySpecification study(int[] shape, NpyRows given, int blockSize, long trials) {
    Kind each = Kind.named(kind);
    ObjectNode study = StudyFile.keys("--keys", keys);
    for (String key : List.of("observer", "stimulus", "block-size")) {
      if (study.has(key)) {
        throw new InvalidInputException(
            "--keys", "with %s".formatted(key), "without it, since it follows from the arrays");
      }
    }
    ObjectNode observer = study.putObject("observer").putObject("external");
    boolean hasPlanes = shape.length == 4;
    observer
        .putArray("input")
        .add(hasPlanes ? shape[1] : 1)
        .add(shape[shape.length - 2])
        .add(shape[shape.length - 1]);
    observer.put("output", each.output);
    names(each, given).forEach(observer.putArray("classes")::add);
    study
        .putObject("stimulus")
        .put("kind", "recorded")
        .put("file", stimuli.toAbsolutePath().normalize().toString())
        .put("independent", independent);
    if (!study.has("readout")) {
      study.set("readout", StudyFile.keys("readout", each.readout));
    }
    study.put("block-size", blockSize);
    ObjectNode stop = study.withObject("/stop");
    if (!stop.has("max-trials")) {
      stop.put("max-trials", trials);
    }
    return StudyFile.of(study);
  }

  private List<String> names(Kind each, NpyRows given) {
    boolean labels = each == Kind.LABELS;
    int[] shape = given.shape();
    if (labels && !given.isInteger()) {
      throw new InvalidInputException(
          "--responses",
          "%s, an array of type %s".formatted(responses, given.type()),
          "an array of integers, such as labels.astype(int)");
    }
    if (shape.length > (labels ? 1 : 2)) {
      throw wrong(
          "--responses",
          responses,
          given,
          labels ? "whole numbers, one for each trial" : "trials x channels, or trials");
    }
    int number = labels ? 1 + largest(given) : given.values();
    if (channels == null) {
      return IntStream.range(0, number).mapToObj(Integer::toString).toList();
    }
    if (labels ? channels.size() < number : channels.size() != number) {
      throw new InvalidInputException(
          "--channels",
          "%d names".formatted(channels.size()),
          "%s%d names, as the responses have channels"
              .formatted(labels ? "at least " : "", number));
    }
    return channels;
  }

  private int largest(NpyRows labels) {
    float[] all = new float[labels.count()];
    float largest = 1;
    for (float label : input("--responses", responses).read(file -> labels.read(0, all))) {
      largest = Math.max(largest, label);
    }
    if (largest > MAX_LABEL) {
      throw new InvalidInputException(
          "--responses", "%.0f, a label".formatted(largest), "labels from 0 to " + MAX_LABEL);
    }
    return (int) largest;
  }

  /**
   * Returns the chosen size of blocks, or the one that leaves the fewest trials over, from half of
   * the standard size to all of it.
   */
  private int blockSize(NpyRows shown) {
    int trials = shown.count();
    if (trials < 2) {
      throw wrong("--stimuli", stimuli, shown, "at least 2 trials");
    }
    if (chosenBlock < 0 || chosenBlock > trials) {
      throw new InvalidInputException(
          "--block-size",
          "%d, of %d trials".formatted(chosenBlock, trials),
          "an even number from 2 to the number of trials");
    }
    if (chosenBlock > 0) {
      return chosenBlock;
    }
    int most = Math.min(MAX_BLOCK, MAX_BLOCK_VALUES / shown.values());
    int standard = Math.max(2, Math.min(most, trials / MIN_BLOCKS) / 2 * 2);
    int best = standard;
    for (int size = standard; size >= Math.max(2, standard / 2); size -= 2) {
      best = trials % size < trials % best ? size : best;
    }
    return best;
  }

  private static NpyRows open(String option, Path file) {
    return NpyRows.open(input(option, file));
  }

  private static InputFile input(String option, Path file) {
    return new InputFile(option, file, "a NumPy file of " + Npy.NUMBERS);
  }

  private static InvalidInputException wrong(
      String option, Path file, NpyRows array, String expected) {
    return new InvalidInputException(
        option, "%s, an array of %s".formatted(file, array), "an array of " + expected);
  }
}
