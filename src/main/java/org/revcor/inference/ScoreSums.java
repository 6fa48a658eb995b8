package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.RegressionMoments;
import org.revcor.estimate.ScoreProducts;
import org.revcor.observer.Observer;

/**
 * Products of the scores u of stimuli with themselves and with the responses y.
 *
 * @param filters K x d: products with the averaged values are the scores, except for a constant
 * @param paired whether an observation is half the difference of an antithetic pair; else scores
 *     and responses are centred within each half-block
 */
public record ScoreSums(int components, float[] filters, boolean paired) implements LaneSums {
  @Override
  public Reduction on(Observer observer, Protocol protocol) {
    Responses responses = new Responses(observer, protocol.readout());
    List<String> outputs = protocol.readout().channels(observer.description());
    int[] own = protocol.signals().stream().mapToInt(outputs::indexOf).toArray();
    int channels = protocol.windows().size();
    return (block, manager, reading) ->
        new Scores(this, responses, own, channels, block.index(), manager.newSubManager(), reading);
  }

  @Override
  public boolean readOwnClass() {
    return true;
  }

  @Override
  public boolean needWholeStimuli() {
    return true;
  }

  /** The scores and responses of a block, retained on the device until it is complete. */
  private static final class Scores implements OfBlock {
    private final ScoreSums requested;
    private final Responses observed;
    private final int[] own;
    private final long block;
    private final NDManager manager;
    private final DeviceReader reading;
    private final HalfTallyBuilder[] halves;

    /** D x K. */
    private final NDArray filters;

    private final List<NDList> scores = List.of(new NDList(), new NDList());
    private final List<NDList> responses = List.of(new NDList(), new NDList());

    Scores(
        ScoreSums requested,
        Responses observed,
        int[] own,
        int channels,
        long block,
        NDManager manager,
        DeviceReader reading) {
      this.requested = requested;
      this.observed = observed;
      this.own = own;
      this.block = block;
      this.manager = manager;
      this.reading = reading;
      this.halves =
          new HalfTallyBuilder[] {
            new HalfTallyBuilder(channels, 0), new HalfTallyBuilder(channels, 0)
          };
      long values = requested.filters.length / requested.components;
      this.filters =
          manager.create(requested.filters, new Shape(requested.components, values)).transpose();
    }

    @Override
    public void add(ShownBatch batch) {
      NDArray outputs = observed.of(batch.shown(), batch::trial, reading);
      NDArray ofBatch = own.length == 0 ? outputs : ofOwnClass(outputs, batch.rows());
      NDArray ofStimuli = batch.averaged().matMul(filters);
      NDArray retained = ofBatch.duplicate();
      ofStimuli.attach(manager);
      retained.attach(manager);
      scores.get(batch.half()).add(ofStimuli);
      responses.get(batch.half()).add(retained);
      HalfTallyBuilder sums = halves[batch.half()];
      reading.read(ofBatch, values -> sums.addResponses(batch.trials(), values));
    }

    /** Returns the response of each class in its own trials, 0 in others: trials x classes. */
    private NDArray ofOwnClass(NDArray outputs, NDArray rows) {
      NDManager scope = outputs.getManager();
      NDArray signal = rows.get(":, {}:", rows.getShape().get(1) - 1);
      NDArray isOwn = signal.eq(scope.arange((float) own.length).reshape(1, own.length));
      return outputs
          .get(new NDIndex(":, {}", scope.create(own)))
          .mul(isOwn.toType(DataType.FLOAT32, false));
    }

    @Override
    public HalfTally tally(int half) {
      NDArray u = observations(NDArrays.concat(scores.get(half)));
      NDArray y = observations(NDArrays.concat(responses.get(half)));
      NDArray shuffled = shuffled(half, y);
      int components = requested.components;
      return halves[half]
          .tally(
              RegressionMoments.SCORES, doubles(y.transpose().matMul(u).toFloatArray(), components))
          .with(
              ScoreProducts.NAME,
              ChannelProducts.upper(u.transpose().matMul(u).toFloatArray(), components))
          .with(
              RegressionMoments.SHUFFLED,
              rows(shuffled.transpose().matMul(u).toFloatArray(), components));
    }

    /** Returns halves of the differences of pairs, or values without their mean. */
    private NDArray observations(NDArray values) {
      long columns = values.getShape().get(1);
      if (!requested.paired) {
        return values.sub(values.mean(new int[] {0}, true));
      }
      NDArray pairs = values.reshape(-1, 2 * columns);
      NDArray first = pairs.get(":, {}:{}", 0, columns);
      return first.sub(pairs.get(":, {}:{}", columns, 2 * columns)).mul(0.5f);
    }

    /**
     * Returns responses without their relation to scores: in another order, or with random signs if
     * pairs of several classes have the same scores.
     */
    private NDArray shuffled(int half, NDArray y) {
      int size = Math.toIntExact(y.getShape().get(0));
      if (own.length == 0) {
        return y.get(new NDIndex("{}", manager.create(order(half, size))));
      }
      SplittableRandom random = new SplittableRandom(2 * block + half);
      float[] signs = new float[size];
      for (int i = 0; i < size; i++) {
        signs[i] = random.nextBoolean() ? 1 : -1;
      }
      return y.mul(manager.create(signs, new Shape(size, 1)));
    }

    /** Returns a random order by Fisher and Yates; the number of the half-block is its seed. */
    private int[] order(int half, int size) {
      SplittableRandom random = new SplittableRandom(2 * block + half);
      Integer[] order = IntStream.range(0, size).boxed().toArray(Integer[]::new);
      Collections.shuffle(Arrays.asList(order), random);
      return Stream.of(order).mapToInt(Integer::intValue).toArray();
    }

    private static double[][] doubles(float[] values, int width) {
      double[][] rows = new double[values.length / width][width];
      for (int i = 0; i < values.length; i++) {
        rows[i / width][i % width] = values[i];
      }
      return rows;
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  static float[][] rows(float[] values, int width) {
    return IntStream.range(0, values.length / width)
        .mapToObj(row -> Arrays.copyOfRange(values, row * width, (row + 1) * width))
        .toArray(float[][]::new);
  }
}
