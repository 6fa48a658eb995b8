package org.revcor.observer.file;

import java.util.List;
import java.util.Locale;

/**
 * Says how to get a usable file from a file of another format.
 *
 * @param hint what the file is and what exports it, worded to follow "it must be ...: "
 */
record ExportHint(List<String> extensions, String hint) {
  private static final List<ExportHint> ALL =
      List.of(
          new ExportHint(
              List.of(".pth", ".ckpt", ".bin"),
              "weights and pickles have no operations and cannot be run; load them in Python, and"
                  + " export the network with torch.onnx.export or torch.jit.trace"),
          new ExportHint(
              List.of(".pt2"),
              "a program of torch.export runs in PyTorch only; export the module itself with"
                  + " torch.onnx.export, or call torch.export.load(FILE).module() from the Python"
                  + " client"),
          new ExportHint(
              List.of(".pkl", ".pickle", ".joblib"),
              "a pickle can be read only by its own Python program; skl2onnx exports estimators of"
                  + " scikit-learn"),
          new ExportHint(
              List.of(".h5", ".keras", ".pb", ".tflite"),
              "tf2onnx makes ONNX from Keras and TensorFlow"));

  /** Returns what to add to a message about a file; "" if its extension says nothing. */
  static String of(String file) {
    return ALL.stream()
        .filter(each -> each.extensions.stream().anyMatch(file.toLowerCase(Locale.ROOT)::endsWith))
        .map(each -> ": " + each.hint)
        .findFirst()
        .orElse("");
  }
}
