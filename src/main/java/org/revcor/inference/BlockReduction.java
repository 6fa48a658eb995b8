package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.revcor.ObserverFailedException;
import org.revcor.estimate.Tally;
import org.revcor.inference.HalfBlockProtocol.RegressionProtocol;
import org.revcor.inference.NumericPlan.Batch;
import org.revcor.inference.NumericPlan.BatchPosition;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.Window;
import org.revcor.stimulus.StimulusSequence;

/**
 * Shows a block to an observer and reduces its responses to sums.
 *
 * <p>Labels without other sums, the default of a study, are added stimulus by stimulus ({@link
 * LabelReduction}). Other responses are reduced on the device. R are the responses of a batch (n x
 * channels), X the averaged values (n x d). One matrix product {@code [R 1]ᵀX} gives Σrx and Σx. If
 * maps cover only a window of the image, there is one product per distinct window, of its channels
 * and pixels. Batches are added in double precision, in their order.
 */
public final class BlockReduction {
  private final Observer observer;
  private final Protocol protocol;
  private final Renderer renderer;
  private final List<String> signals;

  /** Planes, rows and columns of the averaged values. */
  private final Shape averaged;

  private final int channels;
  private final int mapValues;
  private final Responses responses;
  private final Optional<LabelReduction> labels;
  private final Optional<GradientReduction> gradients;
  private final ProductSums products;
  private final Optional<RegressionProtocol> regression;

  /**
   * @param decoder the decoder of the protocol's rendering, if it has one
   */
  public BlockReduction(Observer observer, Optional<Observer> decoder, Protocol protocol) {
    this.observer = observer;
    this.protocol = protocol;
    this.renderer = new Renderer(protocol, decoder);
    this.signals = protocol.signals();
    this.averaged = protocol.averaged();
    List<Window> windows = protocol.windows();
    this.channels = windows.size();
    this.responses = new Responses(observer, protocol.readout());
    this.labels = LabelReduction.of(observer, renderer, protocol);
    this.gradients =
        protocol
            .gradients()
            .map(taken -> new GradientReduction(observer, protocol.readout(), channels, taken));
    this.mapValues = protocol.mapValues();
    this.products = new ProductSums(protocol, windows, mapValues);
    this.regression =
        protocol
            .halfBlocks()
            .filter(RegressionProtocol.class::isInstance)
            .map(RegressionProtocol.class::cast);
  }

  /**
   * Returns the sums of a block.
   *
   * @param manager parent of temporary arrays; all are closed on return
   * @throws ObserverFailedException if an output has the wrong shape or is not finite
   */
  public Tally reduce(StimulusBlock block, NDManager manager) {
    try (DeviceReader reading = DeviceReader.of(manager)) {
      return reduce(block, manager, reading);
    }
  }

  /**
   * Returns the stimuli of a block as the observer is shown them, trials x C x H x W.
   *
   * @param manager parent of temporary arrays; all are closed on return
   */
  float[] images(StimulusBlock block, NDManager manager) {
    FloatBuffer images =
        FloatBuffer.allocate(Math.multiplyExact(block.trials(), observer.description().values()));
    for (int i = 0; i < block.batches().size(); i++) {
      try (NDManager scope = manager.newSubManager()) {
        NDArray shown = renderer.images(renderer.render(block.array(i, scope)).shown());
        images.put(shown.flatten().toFloatArray());
      }
    }
    return images.array();
  }

  /**
   * @param reading reads the results of the batches
   */
  Tally reduce(StimulusBlock block, NDManager manager, DeviceReader reading) {
    if (labels.isPresent()) {
      return labels.get().reduce(block, manager, reading);
    }
    return regression.isPresent()
        ? reduceScores(regression.get(), block, manager, reading)
        : reduceResponses(block, manager, reading);
  }

  private Tally reduceScores(
      RegressionProtocol scores, StimulusBlock block, NDManager manager, DeviceReader reading) {
    HalfTallyBuilder[] halves = new HalfTallyBuilder[2];
    for (int half = 0; half < 2; half++) {
      halves[half] = new HalfTallyBuilder(channels, 0, 0, Optional.empty());
    }
    try (ScoreBlock retained = new ScoreBlock(scores, block.index(), manager)) {
      for (int i = 0; i < block.batches().size(); i++) {
        Batch batch = block.batches().get(i);
        long first = block.index() * block.trials() + batch.first();
        try (NDManager scope = manager.newSubManager()) {
          Renderer.Rendered rendered = renderer.render(block.array(i, scope));
          NDArray shown = renderer.images(rendered.shown());
          NDArray ofBatch = responses.of(shown, trial -> first + trial, reading);
          retained.add(batch.half(), rendered.averaged(), ofBatch);
          reading.read(
              ofBatch, values -> halves[batch.half()].addResponses(batch.trials(), values));
        }
      }
      reading.end();
      ScoreBlock.Products a = retained.products(0);
      ScoreBlock.Products b = retained.products(1);
      return new Tally(
          block.index(),
          halves[0].tally().withScores(a.weighted(), a.upper()),
          halves[1].tally().withScores(b.weighted(), b.upper()),
          ScoreBlock.byChannel(a, b));
    }
  }

  private Tally reduceResponses(StimulusBlock block, NDManager manager, DeviceReader reading) {
    HalfTallyBuilder[] halves = {sums(), sums()};
    double[] chances = chances(block);
    try (RetainedBlock retained = RetainedBlock.of(protocol, block.index(), manager)) {
      for (int i = 0; i < block.batches().size(); i++) {
        Batch batch = block.batches().get(i);
        try (NDManager scope = manager.newSubManager()) {
          NDArray rows = block.array(i, scope);
          BatchPosition position = new BatchPosition(block.index(), block.trials(), batch, chances);
          add(halves[batch.half()], rows, position, retained.half(batch.half()), scope, reading);
        }
      }
      reading.end();
      return new Tally(
          block.index(),
          halves[0].tally().withProducts(retained.half(0).products(), retained.half(0).ofStimuli()),
          halves[1]
              .tally()
              .withProducts(retained.half(1).products(), retained.half(1).ofStimuli()));
    }
  }

  private HalfTallyBuilder sums() {
    return new HalfTallyBuilder(channels, (int) averaged.size(), mapValues, protocol.gradients());
  }

  private double[] chances(StimulusBlock block) {
    return protocol
        .gradients()
        .filter(taken -> taken.channelChoice() == GradientProtocol.ChannelChoice.SELECTED)
        .map(taken -> StimulusSequence.chances(taken.seed(), block.index(), block.trials()))
        .orElseGet(() -> new double[0]);
  }

  private void add(
      HalfTallyBuilder sums,
      NDArray rows,
      BatchPosition batch,
      RetainedBlock.Half retained,
      NDManager scope,
      DeviceReader reading) {
    Renderer.Rendered rendered = renderer.render(rows);
    NDArray shown = renderer.images(rendered.shown());
    if (gradients.isPresent()) {
      GradientReduction.Taken taken =
          gradients.get().take(shown, rendered.averaged(), batch, retained, reading);
      products.addGradients(
          sums, taken, protocol.gradients().orElseThrow().channelChoice(), reading);
      products.add(sums, taken.responses(), rendered.averaged(), scope, reading);
      return;
    }
    NDArray ofBatch = bySignal(responses.of(shown, trial -> batch.first() + trial, reading), rows);
    retained.add(rendered.averaged(), ofBatch);
    NDArray flat = protocol.squared() ? rendered.averaged().square() : rendered.averaged();
    products.add(sums, ofBatch, flat, scope, reading);
  }

  /**
   * Copies each response to the channels of its trial's signal; the other channels get 0. The index
   * of the signal is the last value of the row.
   */
  private NDArray bySignal(NDArray responses, NDArray rows) {
    if (signals.isEmpty()) {
      return responses;
    }
    long n = rows.getShape().get(0);
    NDArray signal = rows.get(":, -1").toType(DataType.INT64, false).oneHot(signals.size());
    return signal
        .reshape(n, signals.size(), 1)
        .mul(responses.reshape(n, 1, responses.getShape().get(1)))
        .reshape(n, channels);
  }
}
