package org.revcor.lane;

import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Readout;
import org.revcor.observer.Window;

/**
 * What is done with each trial of a study.
 *
 * @param observer who is shown the stimuli
 * @param rendering what rows become
 * @param readout which part of the answers is averaged
 * @param squared whether the squares of what is shown are averaged in its place
 * @param signals names of the signals by which channels are split: each of the readout's channels
 *     takes part once for every signal; empty if they are not
 * @param gradients how gradients are taken, if they are
 * @param squares which sums of squares of responses and stimuli are wanted beside, if any; not of
 *     maps of a window, and not with gradients
 * @param halfBlockSums what is wanted of half-blocks too, if anything
 */
public record Protocol(
    ObserverSource observer,
    Rendering rendering,
    Readout readout,
    boolean squared,
    List<String> signals,
    Optional<GradientProtocol> gradients,
    Optional<SquareProtocol> squares,
    Optional<HalfBlockSums> halfBlockSums) {
  private static final double FORWARDS_WITH_A_BACKWARD = 3;

  public Protocol {
    signals = List.copyOf(signals);
  }

  /** With sums of batches alone. */
  public Protocol(
      ObserverSource observer,
      Rendering rendering,
      Readout readout,
      boolean squared,
      List<String> signals,
      Optional<GradientProtocol> gradients) {
    this(
        observer,
        rendering,
        readout,
        squared,
        signals,
        gradients,
        Optional.empty(),
        Optional.empty());
  }

  /** This one, with other sums of half-blocks. */
  public Protocol with(HalfBlockSums wanted) {
    return new Protocol(
        observer, rendering, readout, squared, signals, gradients, squares, Optional.of(wanted));
  }

  /** This one, with these sums of squares and no others. */
  public Protocol with(Optional<SquareProtocol> wanted) {
    return new Protocol(
        observer, rendering, readout, squared, signals, gradients, wanted, halfBlockSums);
  }

  /** What makes images of rows, if anything does. */
  public Optional<ObserverSource> decoder() {
    return rendering instanceof Rendering.Decoded decoded
        ? Optional.of(decoded.decoder())
        : Optional.empty();
  }

  /** Whether latent numbers are averaged, and not images. */
  public boolean averagesLatents() {
    return rendering instanceof Rendering.Decoded decoded && decoded.latent();
  }

  /** Shape of what is averaged: planes, rows, columns. */
  public Shape averaged() {
    if (rendering
            instanceof Rendering.Decoded(ObserverSource decoder, boolean scaled, boolean latent)
        && latent) {
      return new Shape(1, 1, decoder.description().planes());
    }
    ObserverDescription shape = observer.description();
    return new Shape(shape.planes(), shape.height(), shape.width());
  }

  /** What the map of each channel covers of that, all of one size. */
  public List<Window> windows() {
    ObserverDescription shown = observer.description();
    List<Window> ofOutputs =
        averagesLatents()
            ? Collections.nCopies(
                readout.channels(shown).size(), Window.whole(1, (int) averaged().get(2)))
            : readout.windows(shown);
    return Stream.generate(() -> ofOutputs)
        .limit(Math.max(1, signals.size()))
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Work of a trial, in forward passes of the observer that take as long: with a backward pass it
   * takes three.
   */
  public double forwardsPerTrial() {
    return gradients.map(this::forwards).orElse(1.0);
  }

  private double forwards(GradientProtocol taken) {
    return switch (taken) {
      case GradientProtocol.Derivatives derivatives -> FORWARDS_WITH_A_BACKWARD;
      case GradientProtocol.Differences differences ->
          1.0 + CoveredValue.count(averaged(), windows());
    };
  }

  /** Name of the channel of a signal's trials with an answer. */
  public static String cell(String signal, String output) {
    return signal + " as " + output;
  }

  /**
   * Names of all channels.
   *
   * @throws org.revcor.InvalidInputException if the observer has no such readout
   */
  public List<String> channels() {
    List<String> outputs = readout.channels(observer.description());
    return signals.isEmpty()
        ? outputs
        : signals.stream()
            .flatMap(signal -> outputs.stream().map(output -> cell(signal, output)))
            .toList();
  }
}
