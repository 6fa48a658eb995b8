package org.revcor.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.apache.commons.io.input.BoundedInputStream;
import org.revcor.InvalidInputException;

/** Unpacks entries of zips that are not trusted. */
public final class UnpackedEntry {
  private UnpackedEntry() {}

  /**
   * Writes an entry to a file, which may exist and is empty then, and syncs it.
   *
   * @param damaged returns the refusal of a damaged entry for a reason
   * @return SHA-256 of the content
   */
  public static String write(
      ZipFile zip, ZipEntry entry, Path file, Function<String, InvalidInputException> damaged)
      throws IOException {
    long tooMany = entry.getSize() + 1;
    try (InputStream content = zip.getInputStream(entry);
        InputStream limited =
            BoundedInputStream.builder().setInputStream(content).setMaxCount(tooMany).get();
        OutputStream out = Files.newOutputStream(file)) {
      limited.transferTo(out);
    } catch (ZipException | EOFException unreadable) {
      throw damaged.apply("damaged: " + unreadable.getMessage());
    }
    if (Files.size(file) == tooMany) {
      throw damaged.apply("larger than the zip declares");
    }
    WholeFile.sync(file);
    return Digest.of(file);
  }
}
