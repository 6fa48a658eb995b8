package org.revcor.observer.file;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A format of network files made by other programs. */
public enum FileFormat {
  TORCHSCRIPT("TorchScript", ".pt"),
  ONNX("ONNX", ".onnx");

  /** The extensions for messages: {@code .pt (TorchScript) or .onnx (ONNX)}. */
  public static final String EXTENSIONS =
      Arrays.stream(values())
          .map(format -> "%s (%s)".formatted(format.extension, format.word))
          .collect(Collectors.joining(" or "));

  /** Name and version of the runtime of ONNX files, whose outputs may differ between versions. */
  public static final String ONNX_RUNTIME = "onnxruntime 1.23.2";

  private final String word;
  private final String extension;

  FileFormat(String word, String extension) {
    this.word = word;
    this.extension = extension;
  }

  public static Optional<FileFormat> byExtension(String file) {
    return Arrays.stream(values())
        .filter(format -> file.toLowerCase(Locale.ROOT).endsWith(format.extension))
        .findFirst();
  }

  /** Returns the format by the extension; TorchScript for any other. */
  static FileFormat of(Path file) {
    return byExtension(file.toString()).orElse(TORCHSCRIPT);
  }

  /** Returns whether a file cannot contain all that a card contains. */
  public static boolean needsCard(Path file) {
    return of(file) == TORCHSCRIPT;
  }

  public static boolean isOther(String file) {
    return !ExportHint.of(file).isEmpty();
  }

  /**
   * Returns what a file must be, with a hint if its extension is that of a known other format.
   *
   * @param others further allowed files, such as {@code .safetensors (made by revcor train)}
   */
  public static String expected(String file, String others) {
    return "a file " + EXTENSIONS + others + ExportHint.of(file);
  }

  String word() {
    return word;
  }

  public String extension() {
    return extension;
  }
}
