package org.revcor.analysis;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.revcor.ObserverFailedException;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;

/**
 * An observer that is shown stimuli, batch by batch, on all workers at once. Batches are cut by
 * number alone, so answers do not depend on how many workers there are.
 */
public final class InferenceSession implements AutoCloseable {
  private static final long MAX_BYTES = 1 << 23;
  private static final int MAX_STIMULI = 250;

  /** Makes something of a batch while its arrays are there; called on the worker's thread. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads a batch.
     *
     * @param first number of its first stimulus
     * @param values of each layer asked for, n x C x H x W or n x units
     */
    T read(int first, List<NDArray> values);
  }

  /** Asks an observer about a batch that begins with stimulus {@code first}. */
  @FunctionalInterface
  private interface Question<T> {
    T ask(int first, Observer observer, NDArray shown);
  }

  private record Seat(Observer observer, Device device, ByteBuffer memory) {}

  private final Workers workers;
  private final ObserverDescription observer;
  private final int batch;
  private final BlockingQueue<Seat> seats;

  private InferenceSession(ObserverSource source, Workers workers) {
    this.workers = workers;
    observer = source.description();
    long bytes = Float.BYTES * (long) observer.values();
    batch = Math.clamp(MAX_BYTES / bytes, 1, MAX_STIMULI);
    seats = new ArrayBlockingQueue<>(workers.devices().size());
    try {
      for (Device device : workers.devices()) {
        ByteBuffer memory =
            ByteBuffer.allocateDirect((int) (batch * bytes)).order(ByteOrder.nativeOrder());
        seats.add(new Seat(source.load(device), device, memory));
      }
    } catch (RuntimeException | Error failed) {
      close();
      throw failed;
    }
  }

  /**
   * Loads an observer once a worker.
   *
   * @throws org.revcor.InvalidInputException if it cannot be loaded
   */
  public static InferenceSession of(ObserverSource source, Workers workers) {
    return new InferenceSession(source, workers);
  }

  /** The observer. */
  public ObserverDescription observer() {
    return observer;
  }

  /**
   * Raw outputs.
   *
   * @return a row of {@link ObserverDescription#outputs()} a stimulus
   * @throws ObserverFailedException if the observer fails, or answers with NaN or infinity
   */
  public float[][] outputs(Stimuli stimuli) {
    float[][] all = new float[stimuli.size()][];
    int outputs = observer.outputs();
    ask(
        stimuli,
        (first, loaded, shown) -> {
          float[] values = loaded.forward(shown).toFloatArray();
          for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
              throw new ObserverFailedException(
                  "observer %s answered %s; its outputs must be finite numbers"
                      .formatted(observer.name(), values[i]));
            }
          }
          for (int i = 0; i < values.length / outputs; i++) {
            all[first + i] = Arrays.copyOfRange(values, i * outputs, (i + 1) * outputs);
          }
          return true;
        },
        done -> {});
    return all;
  }

  /**
   * The class of each stimulus: the largest output, the lowest class on a tie; for a single logit
   * the second class if it is above 0.
   */
  public int[] labels(Stimuli stimuli) {
    return ObserverOutputs.labels(outputs(stimuli));
  }

  /**
   * Reads layers.
   *
   * @param layers names of layers of the observer
   * @param taken gets what was made of each batch, in the order of the stimuli, on the calling
   *     thread
   * @throws ObserverFailedException if the observer fails
   */
  public <T> void read(
      Stimuli stimuli, List<String> layers, Reader<T> reader, Consumer<? super T> taken) {
    ask(
        stimuli,
        (first, loaded, shown) -> reader.read(first, loaded.activations(shown, layers)),
        taken);
  }

  /**
   * Gradients of a scalar of each stimulus.
   *
   * @param layer that {@code objective} takes
   * @param objective makes the scalar; is given the number of the batch's first stimulus
   * @param reader gets the layer's values and the gradient, n x C x H x W
   * @param taken as of {@link #read}
   */
  public <T> void gradients(
      Stimuli stimuli,
      String layer,
      IntFunction<Observer.Objective> objective,
      Reader<T> reader,
      Consumer<? super T> taken) {
    ask(
        stimuli,
        (first, loaded, shown) -> {
          Observer.Gradient gradient = loaded.gradient(shown, layer, objective.apply(first));
          return reader.read(first, List.of(gradient.values(), gradient.gradient()));
        },
        taken);
  }

  private <T> void ask(Stimuli stimuli, Question<T> question, Consumer<? super T> taken) {
    workers.inOrder(
        Math.ceilDiv(stimuli.size(), batch),
        number -> {
          int first = number * batch;
          int count = Math.min(batch, stimuli.size() - first);
          Seat seat = seats.remove();
          try (NDManager manager = NDManager.newBaseManager(seat.device(), "PyTorch")) {
            T made =
                question.ask(first, seat.observer(), array(stimuli, first, count, seat, manager));
            workers.progress().shown(count);
            return made;
          } finally {
            seats.add(seat);
          }
        },
        taken);
  }

  /** Planes change fastest in memory, in which convolutions are fastest. */
  private NDArray array(Stimuli stimuli, int first, int count, Seat seat, NDManager manager) {
    int planes = observer.planes();
    int space = observer.height() * observer.width();
    float[] stimulus = new float[planes * space];
    FloatBuffer values = seat.memory().clear().asFloatBuffer();
    for (int i = 0; i < count; i++) {
      stimuli.put(first + i, stimulus, 0);
      for (int place = 0; place < space; place++) {
        for (int plane = 0; plane < planes; plane++) {
          values.put(stimulus[plane * space + place]);
        }
      }
    }
    seat.memory().limit(Float.BYTES * values.position());
    Shape shape = new Shape(count, observer.height(), observer.width(), planes);
    return manager.create(seat.memory(), shape, DataType.FLOAT32).transpose(0, 3, 1, 2);
  }

  /** Releases the observers. */
  @Override
  public void close() {
    seats.forEach(seat -> seat.observer().close());
  }
}
