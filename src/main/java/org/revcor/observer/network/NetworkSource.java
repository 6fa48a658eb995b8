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
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.ObserverSource.Filters;
import org.revcor.observer.ObserverSource.TrainingSettings;
import org.revcor.observer.network.VectorObserver.SharedKernels;

/** The source of a network with a known architecture and weights in a file or resource. */
public final class NetworkSource implements ObserverSource {
  /** Reads the file of weights. Every load reads it again, since it may be large. */
  public interface Bytes {
    /** Returns the file's content; throws {@link InvalidInputException} if it is unreadable. */
    byte[] read();
  }

  private record Stored(
      String file, ObserverDescription description, Architecture architecture, Bytes bytes) {}

  private final Stored stored;
  private final ObserverDescription description;
  private final List<Edit> edits;
  private final boolean vectorKernels;
  private final Optional<TrainingSettings> training;
  private final boolean hasBackdoor;

  private NetworkSource(
      Stored stored,
      List<Edit> edits,
      boolean vectorKernels,
      Optional<TrainingSettings> training,
      boolean hasBackdoor) {
    ObserverDescription original = stored.description();
    this.stored = stored;
    this.description =
        edits.isEmpty() ? original : original.withDigest(Edits.digest(original.digest(), edits));
    this.edits = List.copyOf(edits);
    this.vectorKernels = vectorKernels;
    this.training = training;
    this.hasBackdoor = hasBackdoor;
  }

  /**
   * Opens a file and checks its weights. A load that reads the file compares its digest, since
   * files change; vector kernels that another lane has are used without reading it.
   *
   * @throws InvalidInputException if the weights do not fit the card and its recipe
   */
  public static NetworkSource open(
      String file, ObserverDescription description, Architecture architecture, Bytes bytes) {
    NetworkSource source =
        openLazily(
            file,
            description,
            architecture,
            () -> requireDigest(file, description.digest(), bytes.read()));
    source.weights();
    return source;
  }

  private static byte[] requireDigest(String file, String cardDigest, byte[] read) {
    String digest = Digest.of(read);
    if (!digest.equals(cardDigest)) {
      throw new InvalidInputException(
          file, "a file of digest " + digest, "the file of its card's digest " + cardDigest);
    }
    return read;
  }

  /** Opens a source of weights that do not change, without reading them. */
  public static NetworkSource openLazily(
      String file, ObserverDescription description, Architecture architecture, Bytes bytes) {
    return new NetworkSource(
        new Stored(file, description, architecture, bytes),
        List.of(),
        false,
        Optional.empty(),
        false);
  }

  public NetworkSource withTraining(TrainingSettings settings, boolean backdoor) {
    return new NetworkSource(stored, edits, vectorKernels, Optional.of(settings), backdoor);
  }

  @Override
  public Optional<TrainingSettings> training() {
    return training;
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
    if (vectorKernels) {
      return VectorObserver.bytes(stored.architecture());
    }
    return stored.architecture().parameters().stream()
            .mapToLong(parameter -> (long) Float.BYTES * parameter.values())
            .sum()
        + Edits.bytes(edits, stored.description());
  }

  @Override
  public ObserverSource edited(List<Edit> more) {
    Edits.requireFit(more, description);
    List<Edit> all = new ArrayList<>(edits);
    all.addAll(more);
    return new NetworkSource(stored, all, vectorKernels, Optional.empty(), hasBackdoor);
  }

  @Override
  public boolean runsLayersOnEngine() {
    return !vectorKernels;
  }

  @Override
  public boolean supportsVectorKernels() {
    return KernelPlan.covers(stored.architecture());
  }

  @Override
  public ObserverSource withVectorKernels() {
    return supportsVectorKernels()
        ? new NetworkSource(stored, edits, true, training, hasBackdoor)
        : this;
  }

  @Override
  public Optional<Filters> filters(String layer) {
    return stored.architecture().stages().stream()
        .dropWhile(stage -> stage.layer() instanceof Layer.Flatten)
        .limit(1)
        .filter(stage -> stage.name().equals(layer))
        .flatMap(stage -> filters(stage.layer()).stream())
        .findFirst();
  }

  private Optional<Filters> filters(Layer first) {
    return switch (first) {
      case Layer.Convolution convolution ->
          Optional.of(filters(convolution, convolution.kernel(), convolution.kernel()));
      case Layer.Linear linear ->
          Optional.of(
              filters(linear, stored.architecture().height(), stored.architecture().width()));
      default -> Optional.empty();
    };
  }

  private Filters filters(Layer.Named layer, int height, int width) {
    float[] all = weights().values(layer.name() + ".weight");
    int size = stored.architecture().planes() * height * width;
    float[][] rows = new float[all.length / size][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(all, i * size, (i + 1) * size);
    }
    return new Filters(stored.architecture().planes(), height, width, rows);
  }

  @Override
  public Observer load(Device device) {
    Engine.getInstance();
    return vectorKernels && supportsVectorKernels() && !device.isGpu()
        ? new VectorObserver(description, sharedKernels())
        : new NetworkObserver(
            description, Network.edited(stored.architecture(), weights(), device, edits));
  }

  private SharedKernels sharedKernels() {
    return SharedKernels.of(
        description, () -> new SharedKernels(stored.architecture(), weights(), edits));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkSource that
        && stored.file().equals(that.stored.file())
        && description.equals(that.description)
        && edits.equals(that.edits)
        && vectorKernels == that.vectorKernels;
  }

  @Override
  public int hashCode() {
    return description.hashCode();
  }

  Architecture architecture() {
    return stored.architecture();
  }

  Weights weights() {
    Weights weights = Weights.decode(stored.file(), stored.bytes().read());
    weights.requireFit(stored.architecture(), stored.file());
    return weights;
  }
}
