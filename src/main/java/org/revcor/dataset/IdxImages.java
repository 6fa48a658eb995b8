package org.revcor.dataset;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.Uncheck;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.dataset.DataSet.DataSetStatus;
import org.revcor.dataset.Fetcher.PublishedFile;
import org.revcor.file.InputFile;
import org.revcor.schema.Json;

/**
 * MNIST or Fashion-MNIST: grey images of 28 x 28 in two parts, {@code train} and {@code t10k}. A
 * part is an IDX file of images and one of labels, each compressed or not.
 *
 * @param mirrors addresses of folders that have the files, each with a slash at its end
 * @param files the published files, those of {@code train} first
 * @param installed folder where a system package puts the files; null if none does
 */
record IdxImages(
    String name,
    List<String> classes,
    List<String> mirrors,
    List<PublishedFile> files,
    @Nullable Path installed)
    implements DataSet {
  private static final String TRAIN = "train";
  private static final String TEST = "t10k";
  private static final int SIDE = 28;
  private static final String ENDING = ".gz";

  /** Handwritten digits, whose test images are part of Revcor. */
  static final IdxImages MNIST = published("mnist", null);

  /**
   * Returns Fashion-MNIST, images of clothes.
   *
   * @param installed folder of Debian's package {@code dataset-fashion-mnist}
   */
  static IdxImages fashionMnist(Path installed) {
    return published("fashion-mnist", installed);
  }

  /** Reads what a publisher has, from the resource {@code NAME.json}. */
  private static IdxImages published(String name, @Nullable Path installed) {
    byte[] resource = Uncheck.get(() -> IOUtils.toByteArray(resource(name + ".json")));
    IdxImages set = Uncheck.get(() -> Json.MAPPER.readValue(resource, IdxImages.class));
    return new IdxImages(name, set.classes, set.mirrors, set.files, installed);
  }

  private static URL resource(String file) {
    return Uncheck.get(() -> IOUtils.resourceToURL("/org/revcor/dataset/" + file));
  }

  @Override
  public Images train(Path folder) {
    return read(TRAIN, home(folder));
  }

  @Override
  public Images test(Path folder) {
    return read(TEST, home(folder));
  }

  @Override
  public Optional<Images> shippedTest() {
    return equals(MNIST)
        ? Optional.of(images(shipped(images(TEST), 3), shipped(labels(TEST), 1)))
        : Optional.empty();
  }

  private static IdxFile shipped(String file, int rank) {
    String resource = "mnist/" + file + ENDING;
    return Uncheck.get(() -> IdxFile.read(resource, resource(resource).openStream(), rank));
  }

  @Override
  public DataSetStatus holding(Path folder) {
    Path home = home(folder);
    return new DataSetStatus(name, home, missing(home), equals(MNIST));
  }

  /** Returns the user's folder, or the system's if only the system's has files and has all. */
  private Path home(Path folder) {
    Path own = folder.resolve(name);
    return installed != null && missing(own).size() == files.size() && missing(installed).isEmpty()
        ? installed
        : own;
  }

  private Images read(String part, Path home) {
    return images(
        IdxFile.read(require(home, images(part)), 3), IdxFile.read(require(home, labels(part)), 1));
  }

  private Images images(IdxFile images, IdxFile labels) {
    int[] size = images.dimensions();
    if (size[1] != SIDE || size[2] != SIDE) {
      throw new InvalidInputException(
          images.name(), "a set of images of " + size[1] + " x " + size[2], "images of 28 x 28");
    }
    int[] classOf = new int[labels.values().length];
    if (classOf.length != size[0]) {
      throw new InvalidInputException(
          labels.name(),
          "a list of %,d labels".formatted(classOf.length),
          "one label for each of the %,d images of %s".formatted(size[0], images.name()));
    }
    for (int i = 0; i < classOf.length; i++) {
      classOf[i] = labels.values()[i] & 0xff;
      if (classOf[i] >= classes.size()) {
        throw new InvalidInputException(
            labels.name(),
            "a list whose label %,d is %d".formatted(i, classOf[i]),
            "labels from 0 to " + (classes.size() - 1));
      }
    }
    return new Images(name, 1, SIDE, SIDE, classes, images.values(), classOf);
  }

  private List<String> missing(Path home) {
    return files.stream()
        .map(PublishedFile::name)
        .filter(file -> find(home, file).isEmpty())
        .toList();
  }

  @Override
  public void fetch(Path folder, Fetcher fetcher) throws IOException {
    Path home = home(folder);
    List<String> missing = missing(home);
    if (missing.isEmpty()) {
      fetcher.report("already complete: " + home);
    }
    for (PublishedFile file : files) {
      if (missing.contains(file.name())) {
        fetcher.report("downloaded: " + fetcher.fetch(file, mirrors, home, advice(home)));
      }
    }
  }

  private String advice(Path home) {
    return "put %s by hand into %s; the publisher and its mirrors have them at %s"
        .formatted(sentence(missing(home)), home, String.join(" and ", mirrors));
  }

  private static Optional<Path> find(Path home, String file) {
    return Stream.of(home.resolve(file.replace(ENDING, "")), home.resolve(file))
        .filter(Files::exists)
        .findFirst();
  }

  private Path require(Path home, String file) {
    return find(home, file + ENDING)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    home.resolve(file + ENDING).toString(),
                    "missing",
                    "downloaded with revcor data fetch %s, or by hand: put %s into %s"
                        .formatted(
                            name,
                            sentence(files.stream().map(PublishedFile::name).toList()),
                            home)));
  }

  private static String sentence(List<String> names) {
    return names.size() == 1
        ? names.getFirst()
        : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }

  private static String images(String part) {
    return part + "-images-idx3-ubyte";
  }

  private static String labels(String part) {
    return part + "-labels-idx1-ubyte";
  }

  /**
   * A file of unsigned bytes in the IDX format of the MNIST publishers, plain or compressed by
   * gzip.
   *
   * <p>The header is two zero bytes, a type (8 for unsigned bytes), the number of dimensions, and
   * each dimension as a big-endian 32-bit integer. The values follow, with the last dimension
   * changing fastest.
   *
   * @param dimensions sizes, each at least 1
   * @param values unsigned bytes, as many as the product of the dimensions
   */
  record IdxFile(String name, int[] dimensions, byte[] values) {
    private static final int UNSIGNED_BYTES = 8;
    private static final int MAX_VALUES = Integer.MAX_VALUE - 8;

    /**
     * Reads a file.
     *
     * @param rank required number of dimensions
     * @throws InvalidInputException if the file is missing, is not IDX, or has too few or too many
     *     bytes
     */
    static IdxFile read(Path file, int rank) {
      InputFile input = new InputFile(file, "an IDX file, plain or .gz");
      try (InputStream in = input.read(Files::newInputStream)) {
        return read(file.toString(), in, rank);
      } catch (IOException failed) {
        throw input.unreadable(failed);
      }
    }

    /** Reads a stream to its end; {@code name} is used in messages. */
    static IdxFile read(String name, InputStream raw, int rank) throws IOException {
      try (DataInputStream in = new DataInputStream(uncompressed(raw))) {
        if (in.readInt() != (UNSIGNED_BYTES << 8 | rank)) {
          throw refused(name, "a file that begins with other bytes", rank);
        }
        int[] dimensions = new int[rank];
        double size = 1;
        for (int i = 0; i < rank; i++) {
          dimensions[i] = in.readInt();
          size *= dimensions[i];
        }
        if (Arrays.stream(dimensions).anyMatch(each -> each < 1) || size > MAX_VALUES) {
          throw refused(name, "declared as " + Arrays.toString(dimensions), rank);
        }
        byte[] values = in.readNBytes((int) size);
        if (values.length < size) {
          throw new EOFException();
        }
        if (in.read() >= 0) {
          throw refused(name, "too long", rank);
        }
        return new IdxFile(name, dimensions, values);
      } catch (EOFException truncated) {
        throw refused(name, "truncated", rank);
      } catch (ZipException damaged) {
        throw refused(name, "damaged (%s)".formatted(damaged.getMessage()), rank);
      }
    }

    private static InvalidInputException refused(String name, String found, int rank) {
      return new InvalidInputException(
          name,
          found,
          "an IDX file of less than 2 GiB of unsigned bytes (first bytes 0 0 8 %d), plain or .gz"
              .formatted(rank));
    }

    /** Returns the stream, decompressed if it begins with the magic number of gzip. */
    private static InputStream uncompressed(InputStream raw) throws IOException {
      BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
      in.mark(2);
      boolean compressed = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return compressed ? new GZIPInputStream(in, 1 << 16) : in;
    }
  }
}
