package org.revcor.observer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.revcor.Digest;
import org.revcor.InvalidInputException;
import org.revcor.observer.Edit;
import org.revcor.observer.Kernels;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.Precision;

/** A network of a recipe whose weights are in a file or a resource. */
public final class NetworkSource implements ObserverSource {
  /** Reads the weights anew, since they may be large and loads are rare. */
  public interface Bytes {
    /** Throws {@link InvalidInputException} if they cannot be read. */
    byte[] read();
  }

  private final String file;
  private final ObserverDescription original;
  private final ObserverDescription description;
  private final Architecture architecture;
  private final Bytes bytes;
  private final List<Edit> edits;
  private final Precision precision;
  private final Optional<String> recipe;
  private final boolean hasBackdoor;

  private NetworkSource(
      String file,
      ObserverDescription original,
      Architecture architecture,
      Bytes bytes,
      List<Edit> edits,
      Precision precision,
      Optional<String> recipe,
      boolean hasBackdoor) {
    this.file = file;
    this.original = original;
    this.description =
        edits.isEmpty() ? original : original.ofDigest(Edits.digest(original.digest(), edits));
    this.architecture = architecture;
    this.bytes = bytes;
    this.edits = List.copyOf(edits);
    this.precision = precision;
    this.recipe = recipe;
    this.hasBackdoor = hasBackdoor;
  }

  /**
   * Reads the weights once, to tell problems at once.
   *
   * @param file the file's name, for messages
   * @param description what the card says, with the digest of the weights
   * @throws InvalidInputException if they are not those of the card and its recipe
   */
  public static NetworkSource open(
      String file, ObserverDescription description, Architecture architecture, Bytes bytes) {
    NetworkSource source = unread(file, description, architecture, bytes);
    source.weights();
    return source;
  }

  /** As above, but reads the weights only when they are loaded. */
  public static NetworkSource unread(
      String file, ObserverDescription description, Architecture architecture, Bytes bytes) {
    return new NetworkSource(
        file,
        description,
        architecture,
        bytes,
        List.of(),
        Precision.FLOAT32,
        Optional.empty(),
        false);
  }

  /**
   * Returns the same network with what its card states of its training.
   *
   * @param name of the recipe
   */
  public NetworkSource withTraining(String name, boolean backdoor) {
    return new NetworkSource(
        file, original, architecture, bytes, edits, precision, Optional.of(name), backdoor);
  }

  /** An edited network has none. */
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
        file, original, architecture, bytes, all, precision, Optional.empty(), hasBackdoor);
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public ObserverSource in(Precision wanted) {
    PrecisionTrial.HERE.require(wanted);
    return new NetworkSource(
        file, original, architecture, bytes, edits, wanted, recipe, hasBackdoor);
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
    return new NetworkObserver(
        description, Network.edited(architecture, weights, device, edits, precision));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkSource that
        && file.equals(that.file)
        && description.equals(that.description)
        && edits.equals(that.edits)
        && precision == that.precision;
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
   * @throws InvalidInputException if they are not those of the card and its recipe
   */
  Weights weights() {
    byte[] read = bytes.read();
    String digest = Digest.of(read);
    if (!digest.equals(original.digest())) {
      throw new InvalidInputException(
          file, "a file of digest " + digest, "the one of its card, " + original.digest());
    }
    Weights weights = Weights.decode(file, read);
    weights.requireFit(architecture, file);
    return weights;
  }
}
