package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import org.revcor.estimate.HalfTally;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Observer;

/**
 * Sums of stimuli weighted by responses.
 *
 * <p>Labels without other sums, the default of a study, are added stimulus by stimulus ({@link
 * LabelReduction}). Other responses are reduced on the device. R are the responses of a batch (n x
 * channels), X the averaged values (n x d). One matrix product {@code [R 1]ᵀX} gives Σrx and Σx. If
 * maps cover only a window of the image, there is one product per distinct window, of its channels
 * and pixels. Batches are added in double precision, in their order.
 *
 * @param mean means μ of the averaged values under their law, if they are
 */
public record AverageSums(boolean ofStimuli, double[] mean) implements LaneSums {
  public static final AverageSums ALONE = new AverageSums(false, new double[0]);

  @Override
  public Reduction on(Observer observer, Protocol protocol) {
    boolean labelsAlone =
        protocol.readout() == ClassReadout.LABEL && protocol.axes().isEmpty() && !ofStimuli;
    return labelsAlone
        ? new LabelReduction(observer, protocol)
        : new AverageReduction(new Responses(observer, protocol.readout()), protocol, this);
  }

  private record AverageReduction(Responses responses, Protocol protocol, AverageSums requested)
      implements Reduction {
    @Override
    public OfBlock begin(StimulusBlock block, NDManager manager, DeviceReader reading) {
      RetainedBlock retained =
          new RetainedBlock(protocol, requested.ofStimuli, requested.mean, block.index(), manager);
      return new Averages(this, new ProductSums(protocol), retained, reading);
    }

    /**
     * Copies each response to the channels of its trial's signal; the other channels get 0. The
     * index of the signal is the last value of the row.
     */
    NDArray bySignal(NDArray ofBatch, NDArray rows) {
      int signals = protocol.signals().size();
      if (signals == 0) {
        return ofBatch;
      }
      long n = rows.getShape().get(0);
      long outputs = ofBatch.getShape().get(1);
      NDArray signal = rows.get(":, -1").toType(DataType.INT64, false).oneHot(signals);
      return signal
          .reshape(n, signals, 1)
          .mul(ofBatch.reshape(n, 1, outputs))
          .reshape(n, signals * outputs);
    }
  }

  private static final class Averages implements OfBlock {
    private final AverageReduction reduction;
    private final ProductSums products;
    private final RetainedBlock retained;
    private final DeviceReader reading;
    private final HalfTallyBuilder[] halves = new HalfTallyBuilder[2];
    private final double[][][] weighted;

    Averages(
        AverageReduction reduction,
        ProductSums products,
        RetainedBlock retained,
        DeviceReader reading) {
      this.reduction = reduction;
      this.products = products;
      this.retained = retained;
      this.reading = reading;
      Protocol protocol = reduction.protocol;
      int channels = protocol.windows().size();
      weighted = new double[2][channels][protocol.mapValues()];
      for (int half = 0; half < 2; half++) {
        halves[half] = new HalfTallyBuilder(channels, (int) protocol.averaged().size());
      }
    }

    @Override
    public void add(ShownBatch batch) {
      NDArray ofBatch =
          reduction.bySignal(
              reduction.responses.of(batch.shown(), batch::trial, reading), batch.rows());
      retained.half(batch.half()).add(batch.averaged(), ofBatch);
      NDArray flat = reduction.protocol.squared() ? batch.averaged().square() : batch.averaged();
      HalfTallyBuilder sums = halves[batch.half()];
      reading.read(ofBatch, values -> sums.addResponses(batch.trials(), values));
      products.addWithStimuli(weighted[batch.half()], sums, ofBatch, flat, batch.scope(), reading);
    }

    @Override
    public HalfTally tally(int half) {
      return retained.half(half).into(halves[half].tally(HalfTally.WEIGHTED, weighted[half]));
    }

    @Override
    public void close() {
      retained.close();
    }
  }
}
