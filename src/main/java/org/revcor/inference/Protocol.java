package org.revcor.inference;

import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.StimulusSize;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Readout;
import org.revcor.observer.Window;

/**
 * The processing of each trial of a study.
 *
 * @param size size of stimuli that are enlarged to the observer's input; empty for stimuli of its
 *     size
 * @param signals names of the signals that split the readout's channels, one channel per signal and
 *     readout channel; empty if channels are not split
 * @param axes second moments whose axes are searched for
 */
public record Protocol(
    ObserverSource observer,
    Rendering rendering,
    Optional<StimulusSize> size,
    Readout readout,
    boolean squared,
    List<String> signals,
    LaneSums sums,
    Optional<AxisProtocol> axes) {
  public Protocol {
    signals = List.copyOf(signals);
  }

  /** Creates a protocol of stimuli of the observer's size, without axes. */
  public Protocol(
      ObserverSource observer,
      Rendering rendering,
      Readout readout,
      boolean squared,
      List<String> signals,
      LaneSums sums) {
    this(observer, rendering, Optional.empty(), readout, squared, signals, sums, Optional.empty());
  }

  /** Returns a copy with second moments whose axes are searched for. */
  public Protocol withAxes(Optional<AxisProtocol> other) {
    return new Protocol(observer, rendering, size, readout, squared, signals, sums, other);
  }

  public Protocol withSize(Optional<StimulusSize> other) {
    return new Protocol(observer, rendering, other, readout, squared, signals, sums, axes);
  }

  /** Returns the observer's description, with the shape of the stimuli before any enlargement. */
  public ObserverDescription stimulusShape() {
    return size.map(observer.description()::withSize).orElseGet(observer::description);
  }

  /** Returns the shape of what is shown: that of the input if a decoder has enlarged it. */
  public ObserverDescription shownShape() {
    ObserverDescription input = observer.description();
    return decoder().filter(each -> each.description().outputs() == input.values()).isPresent()
        ? input
        : stimulusShape();
  }

  public Optional<ObserverSource> decoder() {
    return rendering instanceof Rendering.Decoded decoded
        ? Optional.of(decoded.decoder())
        : Optional.empty();
  }

  public boolean averagesLatents() {
    return rendering instanceof Rendering.Decoded decoded && decoded.latent();
  }

  public Shape averaged() {
    if (rendering
            instanceof Rendering.Decoded(ObserverSource decoder, boolean scaled, boolean latent)
        && latent) {
      return new Shape(1, 1, decoder.description().planes());
    }
    ObserverDescription shape = stimulusShape();
    return new Shape(shape.planes(), shape.height(), shape.width());
  }

  /** Returns the window of each channel's map; all windows have the same size. */
  public List<Window> windows() {
    ObserverDescription shown = observer.description();
    if (areChannelsSignals()) {
      ObserverDescription shape = stimulusShape();
      return Collections.nCopies(signals.size(), Window.whole(shape.height(), shape.width()));
    }
    List<Window> ofOutputs =
        averagesLatents()
            ? Collections.nCopies(
                readout.channels(shown).size(), Window.whole(1, (int) averaged().get(2)))
            : size.isPresent() || sums.needWholeStimuli() ? whole(shown) : readout.windows(shown);
    return Stream.generate(() -> ofOutputs)
        .limit(Math.max(1, signals.size()))
        .flatMap(List::stream)
        .toList();
  }

  private boolean areChannelsSignals() {
    return !signals.isEmpty() && sums.readOwnClass();
  }

  public int mapValues() {
    Window window = windows().getFirst();
    return (int) averaged().get(0) * window.height() * window.width();
  }

  private List<Window> whole(ObserverDescription shown) {
    ObserverDescription shape = stimulusShape();
    return Collections.nCopies(
        readout.channels(shown).size(), Window.whole(shape.height(), shape.width()));
  }

  /**
   * Returns the work of a trial, in forward passes of the observer; a forward and a backward pass
   * count as three.
   */
  public double forwardsPerTrial() {
    return sums.forwardsPerTrial();
  }

  public static String cell(String signal, String output) {
    return signal + " as " + output;
  }

  /**
   * Returns the names of all channels.
   *
   * @throws org.revcor.InvalidInputException if the observer has no such readout
   */
  public List<String> channels() {
    List<String> outputs = readout.channels(observer.description());
    if (areChannelsSignals()) {
      return signals;
    }
    return signals.isEmpty()
        ? outputs
        : signals.stream()
            .flatMap(signal -> outputs.stream().map(output -> cell(signal, output)))
            .toList();
  }
}
