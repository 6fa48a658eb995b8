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
 * Runs inference on batches of stimuli, with one loaded observer per worker. Batches are cut by
 * stimulus number only, so results do not depend on the number of threads.
 */
public final class InferenceSession implements AutoCloseable {
  private static final long MAX_BYTES = 1 << 23;
  private static final int MAX_STIMULI = 250;

  /** Converts a batch into a result while its arrays are open; called on the worker's thread. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads a batch.
     *
     * @param values values of each requested layer, n x C x H x W or n x units
     */
    T read(int first, List<NDArray> values);
  }

  /** Runs an observer on a batch that begins with stimulus {@code first}. */
  @FunctionalInterface
  private interface BatchTask<T> {
    T run(int first, Observer observer, NDArray stimuli);
  }

  private record Slot(Observer observer, Device device, ByteBuffer memory) {}

  private final AnalysisThreads threads;
  private final ObserverDescription observer;
  private final int batch;
  private final BlockingQueue<Slot> slots;

  /**
   * Loads the observer once per worker.
   *
   * @throws org.revcor.InvalidInputException if it cannot be loaded
   */
  public InferenceSession(ObserverSource source, AnalysisThreads threads) {
    this.threads = threads;
    observer = source.description();
    long bytes = Float.BYTES * (long) observer.values();
    batch = Math.clamp(MAX_BYTES / bytes, 1, MAX_STIMULI);
    slots = new ArrayBlockingQueue<>(threads.devices().size());
    try {
      for (Device device : threads.devices()) {
        ByteBuffer memory =
            ByteBuffer.allocateDirect((int) (batch * bytes)).order(ByteOrder.nativeOrder());
        slots.add(new Slot(threads.load(source, device), device, memory));
      }
    } catch (RuntimeException | Error failed) {
      close();
      throw failed;
    }
  }

  public ObserverDescription observer() {
    return observer;
  }

  /**
   * Returns the raw outputs for all stimuli.
   *
   * @return one row of {@link ObserverDescription#outputs()} values per stimulus
   * @throws ObserverFailedException if the observer fails or returns NaN or infinity
   */
  public float[][] outputs(Stimuli stimuli) {
    float[][] all = new float[stimuli.size()][];
    int outputs = observer.outputs();
    run(
        stimuli,
        (first, loaded, batchStimuli) -> {
          float[] values = loaded.forward(batchStimuli).toFloatArray();
          for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
              throw new ObserverFailedException(
                  "observer %s returned %s; its outputs must be finite numbers"
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

  /** Returns the class of each stimulus, see {@link ObserverOutputs#label}. */
  public int[] labels(Stimuli stimuli) {
    return ObserverOutputs.labels(outputs(stimuli));
  }

  /**
   * Reads the values of layers.
   *
   * @param receiver gets the result of each batch, in the order of the stimuli, on the calling
   *     thread
   * @throws ObserverFailedException if the observer fails
   */
  public <T> void read(
      Stimuli stimuli, List<String> layers, Reader<T> reader, Consumer<? super T> receiver) {
    run(
        stimuli,
        (first, loaded, batchStimuli) ->
            reader.read(first, loaded.activations(batchStimuli, layers)),
        receiver);
  }

  /**
   * Computes the gradients of one scalar per stimulus.
   *
   * @param layer layer that {@code objective} reads
   * @param objective returns the scalar; its argument is the number of the batch's first stimulus
   * @param reader gets the layer's values and the gradient, n x C x H x W
   * @param receiver as in {@link #read}
   */
  public <T> void gradients(
      Stimuli stimuli,
      String layer,
      IntFunction<Observer.Objective> objective,
      Reader<T> reader,
      Consumer<? super T> receiver) {
    run(
        stimuli,
        (first, loaded, batchStimuli) -> {
          Observer.Gradient gradient = loaded.gradient(batchStimuli, layer, objective.apply(first));
          return reader.read(first, List.of(gradient.values(), gradient.gradient()));
        },
        receiver);
  }

  private <T> void run(Stimuli stimuli, BatchTask<T> task, Consumer<? super T> receiver) {
    threads.inOrder(
        Math.ceilDiv(stimuli.size(), batch),
        number -> {
          int first = number * batch;
          int count = Math.min(batch, stimuli.size() - first);
          Slot slot = slots.remove();
          try (NDManager manager = NDManager.newBaseManager(slot.device(), "PyTorch")) {
            T result =
                task.run(first, slot.observer(), array(stimuli, first, count, slot, manager));
            threads.progress().shown(count);
            return result;
          } finally {
            slots.add(slot);
          }
        },
        receiver);
  }

  /** Returns stimuli in channels-last memory layout, in which convolutions are fastest. */
  private NDArray array(Stimuli stimuli, int first, int count, Slot slot, NDManager manager) {
    int planes = observer.planes();
    int space = observer.height() * observer.width();
    float[] stimulus = new float[planes * space];
    FloatBuffer values = slot.memory().clear().asFloatBuffer();
    for (int i = 0; i < count; i++) {
      stimuli.put(first + i, stimulus, 0);
      for (int pixel = 0; pixel < space; pixel++) {
        for (int plane = 0; plane < planes; plane++) {
          values.put(stimulus[plane * space + pixel]);
        }
      }
    }
    slot.memory().limit(Float.BYTES * values.position());
    Shape shape = new Shape(count, observer.height(), observer.width(), planes);
    return manager.create(slot.memory(), shape, DataType.FLOAT32).transpose(0, 3, 1, 2);
  }

  @Override
  public void close() {
    slots.forEach(slot -> slot.observer().close());
  }
}
