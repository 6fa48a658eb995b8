package org.revcor.observer.file;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Says how to get a usable file from a file of another format.
 *
 * @param hint what the file is and what exports it, worded to follow "it must be ...: "
 */
record ExportHint(List<String> extensions, String hint) {
  /** First byte of a pickle of protocol 2 or above. */
  private static final byte PICKLE = (byte) 0x80;

  private static final int MAX_NAMES = 1 << 20;

  private static final ExportHint STATE_DICT =
      new ExportHint(
          List.of(".pth", ".ckpt", ".bin"),
          "weights and pickles have no operations and cannot be run; load them in Python, and"
              + " export the network with torch.onnx.export or torch.jit.trace");

  private static final ExportHint PROGRAM =
      new ExportHint(
          List.of(".pt2"),
          "a program of torch.export runs in PyTorch only; export the module itself with"
              + " torch.onnx.export, or call torch.export.load(FILE).module() from the Python"
              + " client");

  private static final List<ExportHint> ALL =
      List.of(
          STATE_DICT,
          PROGRAM,
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

  /**
   * Returns what to add to a message about a file that cannot be loaded; "" if neither its
   * extension nor its content says anything.
   */
  static String of(Path file, byte[] content) {
    String byExtension = of(file.toString());
    if (!byExtension.isEmpty() || content.length <= 2) {
      return byExtension;
    }
    if (content[0] == PICKLE) {
      return ": " + STATE_DICT.hint;
    }
    // first field of an ONNX file: its version, one byte; then a field with a length
    if (content[0] == 8 && (content[2] & 7) == 2) {
      return extension(FileFormat.ONNX, file);
    }
    if (content[0] != 'P' || content[1] != 'K') {
      return "";
    }
    // a zip archive ends with the names of its entries
    int end = Math.min(content.length, MAX_NAMES);
    String names = new String(content, content.length - end, end, StandardCharsets.ISO_8859_1);
    if (names.contains("constants.pkl")) {
      return extension(FileFormat.TORCHSCRIPT, file);
    }
    if (names.contains("serialized_exported_program.json") || names.contains("archive_format")) {
      return ": " + PROGRAM.hint;
    }
    return names.contains("data.pkl") ? ": " + STATE_DICT.hint : "";
  }

  private static String extension(FileFormat format, Path file) {
    return FileFormat.of(file) == format
        ? ""
        : ": this is a file of %s, whose extension is %s"
            .formatted(format.word(), format.extension());
  }
}
