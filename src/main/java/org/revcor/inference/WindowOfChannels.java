package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.revcor.observer.Window;

/**
 * The channels whose maps cover the same window of the image.
 *
 * @param channels indices of the channels, ascending
 */
record WindowOfChannels(Window window, int[] channels) {
  static List<WindowOfChannels> group(List<Window> windows) {
    Map<Window, List<Integer>> channels = new LinkedHashMap<>();
    for (int channel = 0; channel < windows.size(); channel++) {
      channels.computeIfAbsent(windows.get(channel), window -> new ArrayList<>()).add(channel);
    }
    return channels.entrySet().stream()
        .map(
            entry ->
                new WindowOfChannels(
                    entry.getKey(),
                    entry.getValue().stream().mapToInt(Integer::intValue).toArray()))
        .toList();
  }

  /**
   * Returns Σr·x within the window.
   *
   * @param responses n x all channels
   * @param images n x C x H x W
   * @return channels of the window x C·h·w values, in the manager of the images
   */
  NDArray weighted(NDArray responses, NDArray images) {
    try (NDArray cropped = cropped(images, window);
        NDArray rows = cropped.reshape(images.getShape().get(0), -1);
        NDArray transposed = transposed(responses)) {
      return transposed.matMul(rows);
    }
  }

  /** Returns a window of images, n x C x h x w. */
  static NDArray cropped(NDArray images, Window window) {
    return images.get(
        new NDIndex(
            ":, :, {}:{}, {}:{}",
            window.top(),
            window.top() + window.height(),
            window.left(),
            window.left() + window.width()));
  }

  private NDArray transposed(NDArray responses) {
    if (channels.length == responses.getShape().get(1)) {
      return responses.transpose();
    }
    try (NDArray indices = responses.getManager().create(channels);
        NDArray chosen = responses.get(":, {}", indices)) {
      return chosen.transpose();
    }
  }
}
