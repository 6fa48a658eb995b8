package org.revcor.lane;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.stream.IntStream;
import org.revcor.observer.ObserverDescription;

/**
 * Batches as the observer is shown them, without a copy: views of the memory of their block.
 *
 * <p>A run draws into the same memory again and again, and to make a view of it is not free beside
 * a fast network. So they are kept, with that memory, for blocks that are not large. Used by one
 * lane alone.
 */
final class BatchViews implements AutoCloseable {
  private static final int MAX_BLOCKS = 16;
  private static final int MAX_BYTES = 4 << 20;

  private final ObserverDescription shape;
  private final IdentityHashMap<ByteBuffer, NDArray[]> byMemory = new IdentityHashMap<>();

  /**
   * @param shape of the images
   */
  BatchViews(ObserverDescription shape) {
    this.shape = shape;
  }

  /** Whether a block's rows are shown as they lie in memory that the lane can read. */
  boolean cover(StimulusBlock block, NDManager lane) {
    return block.rowValues() == shape.values()
        && block.memory().capacity() <= MAX_BYTES
        && !lane.getDevice().isGpu();
  }

  /**
   * A batch, as {@link Renderer#images} makes it of rows.
   *
   * @param lane owns the views
   * @param scope owns what is made of this one, until it is closed
   */
  NDArray view(StimulusBlock block, int batch, NDManager lane, NDManager scope) {
    if (byMemory.size() == MAX_BLOCKS && !byMemory.containsKey(block.memory())) {
      close();
    }
    NDArray view = byMemory.computeIfAbsent(block.memory(), memory -> views(block, lane))[batch];
    view.tempAttach(scope);
    return view;
  }

  private NDArray[] views(StimulusBlock block, NDManager lane) {
    return IntStream.range(0, block.batches().size())
        .mapToObj(batch -> view(block, batch, lane))
        .toArray(NDArray[]::new);
  }

  private NDArray view(StimulusBlock block, int batch, NDManager lane) {
    try (NDManager scope = lane.newSubManager()) {
      NDArray view = Renderer.images(block.array(batch, scope), shape);
      view.attach(lane);
      return view;
    }
  }

  @Override
  public void close() {
    for (NDArray[] views : byMemory.values()) {
      for (NDArray view : views) {
        view.close();
      }
    }
    byMemory.clear();
  }
}
