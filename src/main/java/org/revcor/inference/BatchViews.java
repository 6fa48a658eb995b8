package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.stream.IntStream;
import org.revcor.observer.ObserverDescription;

/**
 * Caches views of a block's memory as batches in the observer's layout.
 *
 * <p>A run reuses the memory of its blocks, and creating a view takes time that matters beside a
 * fast network. So views are cached by memory, for small blocks. Used by one lane only.
 */
final class BatchViews implements AutoCloseable {
  private static final int MAX_BLOCKS = 16;
  private static final int MAX_BYTES = 4 << 20;

  private final ObserverDescription shape;
  private final IdentityHashMap<ByteBuffer, NDArray[]> byMemory = new IdentityHashMap<>();

  /**
   * @param shape shape of the images
   */
  BatchViews(ObserverDescription shape) {
    this.shape = shape;
  }

  /** Returns whether views of a block can be used: rows are images in memory of the processor. */
  boolean canView(StimulusBlock block, NDManager lane) {
    return block.rowValues() == shape.values()
        && block.memory().capacity() <= MAX_BYTES
        && !lane.getDevice().isGpu();
  }

  /**
   * Returns a batch in the layout of {@link Renderer#images}.
   *
   * @param lane owns the cached views
   * @param scope owns the arrays derived from this view, until it is closed
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
