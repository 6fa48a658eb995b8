package org.revcor.observer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.file.Digest;
import org.revcor.observer.Edit;
import org.revcor.observer.Kernels;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Precision;

/** The source of a network with a known architecture and weights in a file or resource. */
public final class NetworkSource implements ObserverSource {
  /** Reads the file of weights. Every load reads it again, since it may be large. */
  public interface Bytes {
    /** Returns the file's content; throws {@link InvalidInputException} if it is unreadable. */
    byte[] read();
  }

  private final String file;
  private final ObserverDescription original;
  private final ObserverDescription description;
  private final Architecture architecture;
  private final Bytes bytes;
  private final List<Edit> edits;
  private final Precision precision;
  private final boolean vectorKernels;
  private final Optional<String> recipe;
  private final boolean hasBackdoor;

  private NetworkSource(
      String file,
      ObserverDescription original,
      Architecture architecture,
      Bytes bytes,
      List<Edit> edits,
      Precision precision,
      boolean vectorKernels,
      Optional<String> recipe,
      boolean hasBackdoor) {
    this.file = file;
    this.original = original;
    this.description =
        edits.isEmpty() ? original : original.withDigest(Edits.digest(original.digest(), edits));
    this.architecture = architecture;
    this.bytes = bytes;
    this.edits = List.copyOf(edits);
    this.precision = precision;
    this.vectorKernels = vectorKernels;
    this.recipe = recipe;
    this.hasBackdoor = hasBackdoor;
  }

  /**
   * Opens a source and checks its weights.
   *
   * @param file the file's name, for messages
   * @param description description from the card, with the digest of the weights
   * @throws InvalidInputException if the weights do not fit the card and its recipe
   */
  public static NetworkSource open(
      String file, ObserverDescription description, Architecture architecture, Bytes bytes) {
    NetworkSource source = openLazily(file, description, architecture, bytes);
    source.weights();
    return source;
  }

  /** Opens a source without reading its weights. */
  public static NetworkSource openLazily(
      String file, ObserverDescription description, Architecture architecture, Bytes bytes) {
    return new NetworkSource(
        file,
        description,
        architecture,
        bytes,
        List.of(),
        Precision.FLOAT32,
        false,
        Optional.empty(),
        false);
  }

  /**
   * Returns a copy with properties of its training.
   *
   * @param name name of the recipe
   * @param backdoor whether it was trained with a backdoor
   */
  public NetworkSource withTraining(String name, boolean backdoor) {
    return new NetworkSource(
        file,
        original,
        architecture,
        bytes,
        edits,
        precision,
        vectorKernels,
        Optional.of(name),
        backdoor);
  }

  /** Returns its recipe; empty for an edited network. */
  @Override
  public Optional<String> recipe() {
    return recipe;
  }

  @Override
  public boolean hasBackdoor() {
    return hasBackdoor;
  }

  @Override
  public ObserverDescription description() {
    return description;
  }

  @Override
  public long bytes() {
    long bytesOfValue = precision.isHalf() ? Float.BYTES + Short.BYTES : Float.BYTES;
    return architecture.parameters().stream()
            .mapToLong(parameter -> bytesOfValue * parameter.values())
            .sum()
        + Edits.bytes(edits, original);
  }

  @Override
  public ObserverSource edited(List<Edit> more) {
    Edits.requireFit(more, description);
    List<Edit> all = new ArrayList<>(edits);
    all.addAll(more);
    return new NetworkSource(
        file,
        original,
        architecture,
        bytes,
        all,
        precision,
        vectorKernels,
        Optional.empty(),
        hasBackdoor);
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public ObserverSource withPrecision(Precision other) {
    PrecisionTrial.LOCAL.require(other);
    return new NetworkSource(
        file, original, architecture, bytes, edits, other, vectorKernels, recipe, hasBackdoor);
  }

  @Override
  public boolean supportsVectorKernels() {
    return precision == Precision.FLOAT32 && KernelPlan.covers(architecture);
  }

  @Override
  public ObserverSource withVectorKernels() {
    return supportsVectorKernels()
        ? new NetworkSource(
            file, original, architecture, bytes, edits, precision, true, recipe, hasBackdoor)
        : this;
  }

  @Override
  public Optional<Kernels> kernels(String layer) {
    return architecture.stages().stream()
        .dropWhile(stage -> stage.layer() instanceof Layer.Flatten)
        .limit(1)
        .filter(stage -> stage.name().equals(layer))
        .flatMap(stage -> kernels(stage.layer()).stream())
        .findFirst();
  }

  private Optional<Kernels> kernels(Layer first) {
    return switch (first) {
      case Layer.Convolution convolution ->
          Optional.of(kernels(convolution, convolution.kernel(), convolution.kernel()));
      case Layer.Linear linear ->
          Optional.of(kernels(linear, architecture.height(), architecture.width()));
      default -> Optional.empty();
    };
  }

  private Kernels kernels(Layer.Named layer, int height, int width) {
    float[] all = weights().values(layer.name() + ".weight");
    int size = architecture.planes() * height * width;
    float[][] rows = new float[all.length / size][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(all, i * size, (i + 1) * size);
    }
    return new Kernels(architecture.planes(), height, width, rows);
  }

  @Override
  public Observer load(Device device) {
    Weights weights = weights();
    Engine.getInstance();
    if (vectorKernels && supportsVectorKernels() && !device.isGpu()) {
      return new VectorObserver(description, architecture, weights, edits);
    }
    return new NetworkObserver(
        description, Network.edited(architecture, weights, device, edits, precision));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkSource that
        && file.equals(that.file)
        && description.equals(that.description)
        && edits.equals(that.edits)
        && precision == that.precision
        && vectorKernels == that.vectorKernels;
  }

  @Override
  public int hashCode() {
    return description.hashCode();
  }

  Architecture architecture() {
    return architecture;
  }

  /**
   * Reads the weights.
   *
   * @throws InvalidInputException if they do not fit the card and its recipe
   */
  Weights weights() {
    byte[] read = bytes.read();
    String digest = Digest.of(read);
    if (!digest.equals(original.digest())) {
      throw new InvalidInputException(
          file, "a file of digest " + digest, "the file of its card's digest " + original.digest());
    }
    Weights weights = Weights.decode(file, read);
    weights.requireFit(architecture, file);
    return weights;
  }
}
