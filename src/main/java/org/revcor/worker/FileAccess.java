package org.revcor.worker;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files and folders that a confined process may use besides programs and libraries. Missing
 * ones are skipped, unless they are writable. A readable file in a writable folder cannot be
 * written.
 */
record FileAccess(List<Path> readable, List<Path> writable) {
  static final FileAccess NONE = new FileAccess(List.of(), List.of());

  /** Returns a copy with another folder that can be written. */
  FileAccess withWritable(Path folder) {
    return new FileAccess(readable, Stream.concat(writable.stream(), Stream.of(folder)).toList());
  }

  /** Returns a copy with another file that can be read. */
  FileAccess withReadable(Path file) {
    return new FileAccess(Stream.concat(readable.stream(), Stream.of(file)).toList(), writable);
  }
}
