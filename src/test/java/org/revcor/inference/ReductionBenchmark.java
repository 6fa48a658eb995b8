package org.revcor.inference;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.revcor.inference.LabelReduction.LabelSums;
import org.revcor.inference.LabelReduction.LargestOutput;
import org.revcor.inference.Responses.FiniteOutputs;

/**
 * Measures the reduction of a batch of 250 stimuli from logits to the label sums Σrx and Σx, in
 * double precision on one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+IgnoreUnrecognizedVMOptions"})
public class ReductionBenchmark {
  private static final int BATCH = 250;

  /**
   * {@code labels} is the method of the lanes: each row is added to the sum of its class. {@code
   * product} with one-hot labels is the method for other responses. {@code scatter} finds labels
   * with the engine and adds each row to the total as well; {@code scatter-float} first sums the
   * batch in single precision. {@code select} sums the rows of each class with the engine.
   */
  @Param({"labels", "product", "scatter", "scatter-float", "select"})
  public String how;

  @Param({"10x784", "1000x3072"})
  public String size;

  private NDManager manager;
  private NDArray stimuli;
  private NDArray logits;
  private FloatBuffer rows;
  private LabelSums byLabel;
  private double[][] sums;
  private double[] all;
  private float[][] ofBatch;
  private float[] row;

  @Setup
  public void draw() {
    int classes = Integer.parseInt(size.split("x", -1)[0]);
    int values = Integer.parseInt(size.split("x", -1)[1]);
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    JniUtils.setNumThreads(1);
    JniUtils.setGradMode(false);
    ByteBuffer memory =
        StimulusBlock.allocate(BATCH * values * Float.BYTES).order(ByteOrder.nativeOrder());
    rows = memory.asFloatBuffer();
    Random random = new Random(7);
    for (int i = 0; i < BATCH * values; i++) {
      rows.put(i, random.nextInt(1 << 16) * 0x1p-16f);
    }
    stimuli = manager.create(memory, new Shape(BATCH, values), DataType.FLOAT32);
    logits = manager.randomUniform(0, 1, new Shape(BATCH, classes));
    byLabel = new LabelSums(classes, values);
    sums = new double[classes][values];
    all = new double[values];
    ofBatch = new float[classes][values];
    row = new float[values];
  }

  @TearDown
  public void close() {
    manager.close();
  }

  @Benchmark
  public double[][] reduce() {
    try (NDManager scope = manager.newSubManager()) {
      logits.tempAttach(scope);
      stimuli.tempAttach(scope);
      switch (how) {
        case "labels" -> labels();
        case "product" -> product(logits.argMax(1), scope);
        case "scatter" -> scatter(logits.argMax(1).toLongArray());
        case "scatter-float" -> scatterOfBatch(logits.argMax(1).toLongArray());
        case "select" -> select(logits.argMax(1));
        default -> throw new IllegalArgumentException(how);
      }
    }
    return sums;
  }

  private void labels() {
    new DeviceReader.Immediate()
        .rows(
            logits,
            (trial, outputs) -> {
              FiniteOutputs.require(
                  outputs, sums.length, Integer::toString, "benchmark", first -> trial);
              rows.get(trial * row.length, row);
              byLabel.add(LargestOutput.of(outputs), row);
            });
  }

  private void product(NDArray labels, NDManager scope) {
    NDArray responses = labels.toType(DataType.INT64, false).oneHot(sums.length);
    NDArray weights = responses.concat(scope.ones(new Shape(BATCH, 1)), 1);
    float[] products = weights.transpose().matMul(stimuli).toFloatArray();
    HalfTallyBuilder.addRows(sums, products);
    HalfTallyBuilder.addRow(all, products, sums.length);
  }

  private void scatter(long[] labels) {
    for (int t = 0; t < BATCH; t++) {
      rows.get(t * row.length, row);
      HalfTallyBuilder.addRow(sums[(int) labels[t]], row, 0);
      HalfTallyBuilder.addRow(all, row, 0);
    }
  }

  private void scatterOfBatch(long[] labels) {
    boolean[] there = new boolean[sums.length];
    for (int t = 0; t < BATCH; t++) {
      int label = (int) labels[t];
      float[] sum = ofBatch[label];
      there[label] = true;
      rows.get(t * row.length, row);
      for (int i = 0; i < row.length; i++) {
        sum[i] += row[i];
      }
    }
    for (int label = 0; label < sums.length; label++) {
      if (there[label]) {
        HalfTallyBuilder.addRow(sums[label], ofBatch[label], 0);
        HalfTallyBuilder.addRow(all, ofBatch[label], 0);
        Arrays.fill(ofBatch[label], 0);
      }
    }
  }

  private void select(NDArray labels) {
    for (int label = 0; label < sums.length; label++) {
      NDArray chosen = stimuli.get(new NDIndex().addBooleanIndex(labels.eq(label)));
      HalfTallyBuilder.addRow(sums[label], chosen.sum(new int[] {0}).toFloatArray(), 0);
    }
    HalfTallyBuilder.addRow(all, stimuli.sum(new int[] {0}).toFloatArray(), 0);
  }
}
