package org.revcor.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Results of many runs: a digest of each file, and the arrays that other platforms are compared by.
 *
 * @param platform what the runs computed on, as their numeric plans name it
 * @param digests by {@code RUN/FILE}
 * @param arrays by {@code RUN/FILE}, or {@code RUN/FILE/PLACE}
 */
record DigestedResults(
    String platform, SortedMap<String, String> digests, SortedMap<String, float[]> arrays) {
  /**
   * Largest difference, as a share of the largest absolute value of an array. Processors that add
   * in another order differ by up to 1.1e-4.
   */
  static final double TOLERANCE = 2e-4;

  /** Digest of a file that was changed on another platform: not compared until the next record. */
  private static final String UNKNOWN = "-";

  private static final String DIGESTS = "digests.csv";
  private static final String ARRAYS = "arrays.zip";
  private static final String HEAD = "# platform: ";
  private static final String COLUMNS = "run,file,digest";
  private static final FileTime EPOCH = FileTime.fromMillis(0);

  /** Reads what {@link #write} wrote. */
  static DigestedResults read(Path folder) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(DIGESTS));
    SortedMap<String, String> digests = new TreeMap<>();
    for (String line : lines.subList(2, lines.size())) {
      String[] cells = line.split(",", 3);
      digests.put(cells[0] + "/" + cells[1], cells[2]);
    }
    SortedMap<String, float[]> arrays = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(folder.resolve(ARRAYS)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        ByteBuffer bytes = ByteBuffer.wrap(zip.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        arrays.put(entry.getName(), values);
      }
    }
    return new DigestedResults(lines.getFirst().substring(HEAD.length()), digests, arrays);
  }

  /** Writes {@value #DIGESTS}, and {@value #ARRAYS} with little-endian float32 values. */
  void write(Path folder) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEAD + platform, COLUMNS));
    digests.forEach((name, digest) -> lines.add(name.replaceFirst("/", ",") + "," + digest));
    Files.write(folder.resolve(DIGESTS), lines);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(ARRAYS)))) {
      for (Map.Entry<String, float[]> array : arrays.entrySet()) {
        ByteBuffer bytes =
            ByteBuffer.allocate(array.getValue().length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(array.getValue());
        ZipEntry entry = new ZipEntry(array.getKey());
        entry.setLastModifiedTime(EPOCH);
        zip.putNextEntry(entry);
        zip.write(bytes.array());
        zip.closeEntry();
      }
    }
  }

  /** What {@link #differences} compares. */
  String comparison(DigestedResults found) {
    return platform.equals(found.platform)
        ? "compared the bytes of %,d files, as on the platform of the record (%s)"
            .formatted(found.digests.size(), platform)
        : "compared %,d arrays, within %s of their largest value, since the record is of another platform (%s, not %s)"
            .formatted(found.arrays.size(), TOLERANCE, platform, found.platform);
  }

  /**
   * Compares other results with these: digests of runs on the same platform, arrays of the others.
   *
   * @return a line for each file or array that is missing, additional or different
   */
  List<String> differences(DigestedResults found) {
    return platform.equals(found.platform)
        ? differences(digests, found.digests, DigestedResults::sameDigest)
        : differences(arrays, found.arrays, DigestedResults::close);
  }

  /** Compares two values; empty if they are equal. */
  private interface Comparison<T> {
    String difference(T recorded, T found);
  }

  private static <T> List<String> differences(
      SortedMap<String, T> recorded, SortedMap<String, T> found, Comparison<T> comparison) {
    List<String> differences = new ArrayList<>();
    SortedSet<String> names = new TreeSet<>(recorded.keySet());
    names.addAll(found.keySet());
    for (String name : names) {
      T one = recorded.get(name);
      T other = found.get(name);
      String difference =
          one == null
              ? "is additional"
              : other == null ? "is missing" : comparison.difference(one, other);
      if (!difference.isEmpty()) {
        differences.add(name + " " + difference);
      }
    }
    return differences;
  }

  private static String sameDigest(String recorded, String found) {
    return recorded.equals(found) || recorded.equals(UNKNOWN) ? "" : "has other bytes";
  }

  /** NaN equals NaN; infinite values must be equal. */
  private static String close(float[] recorded, float[] found) {
    if (recorded.length != found.length) {
      return "has %d values, not %d".formatted(found.length, recorded.length);
    }
    double largest = 0;
    for (float value : recorded) {
      largest = Float.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
    }
    for (int i = 0; i < recorded.length; i++) {
      boolean equal = Float.compare(recorded[i], found[i]) == 0;
      if (!equal && !(Math.abs((double) found[i] - recorded[i]) <= TOLERANCE * largest)) {
        return "has %s at %d, not %s".formatted(found[i], i, recorded[i]);
      }
    }
    return "";
  }
}
