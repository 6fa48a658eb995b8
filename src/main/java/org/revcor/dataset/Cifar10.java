package org.revcor.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.revcor.InvalidInputException;
import org.revcor.dataset.DataSet.DataSetStatus;
import org.revcor.dataset.Fetcher.PublishedFile;
import org.revcor.file.InputFile;
import org.revcor.file.WholeFile;

/**
 * CIFAR-10, small colour images, in its binary version. The files are {@code
 * cifar-10/cifar-10-batches-bin/data_batch_1.bin} and so on, or lie directly in {@code cifar-10}.
 *
 * <p>A record of a file has 3,073 bytes: a label from 0 to 9, then an image of 3 x 32 x 32 in
 * planes red, green, blue.
 *
 * @param archive published archive, with a folder {@code cifar-10-batches-bin} of the six files
 */
record Cifar10(PublishedFile archive) implements DataSet {
  private static final String NAME = "cifar-10";
  private static final String UNPACKED = "cifar-10-batches-bin";
  private static final List<String> TRAIN =
      IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList();
  private static final List<String> TEST = List.of("test_batch.bin");
  private static final List<String> FILES = Stream.concat(TRAIN.stream(), TEST.stream()).toList();
  private static final int PLANES = 3;
  private static final int SIDE = 32;
  private static final int VALUES = PLANES * SIDE * SIDE;
  private static final int RECORD = 1 + VALUES;
  private static final String EXPECTED =
      "a whole number of records of 3,073 bytes, as in CIFAR-10's binary version";
  private static final PublishedFile ARCHIVE =
      new PublishedFile(
          "cifar-10-binary.tar.gz",
          170_052_171,
          "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");
  private static final List<String> MIRRORS =
      List.of(
          "https://www.cs.toronto.edu/~kriz/",
          "https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/datasets/");
  private static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  Cifar10() {
    this(ARCHIVE);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Images train(Path folder) {
    return read(TRAIN, folder);
  }

  @Override
  public Images test(Path folder) {
    return read(TEST, folder);
  }

  private static Images read(List<String> names, Path folder) {
    List<Path> files = names.stream().map(name -> require(folder.resolve(NAME), name)).toList();
    int size = files.stream().mapToInt(Cifar10::records).sum();
    byte[] pixels = new byte[size * VALUES];
    int[] labels = new int[size];
    int image = 0;
    for (Path file : files) {
      byte[] records = new InputFile(file, EXPECTED).bytes();
      for (int at = 0; at < records.length; at += RECORD) {
        labels[image] = label(file, at / RECORD, records[at] & 0xff);
        System.arraycopy(records, at + 1, pixels, image * VALUES, VALUES);
        image++;
      }
    }
    return new Images(NAME, PLANES, SIDE, SIDE, CLASSES, pixels, labels);
  }

  private static int records(Path file) {
    long size = new InputFile(file, EXPECTED).read(Files::size);
    if (size == 0 || size % RECORD != 0 || size > Integer.MAX_VALUE) {
      throw new InvalidInputException(file.toString(), "%,d bytes long".formatted(size), EXPECTED);
    }
    return (int) (size / RECORD);
  }

  private static int label(Path file, int record, int label) {
    if (label >= CLASSES.size()) {
      throw new InvalidInputException(
          file.toString(),
          "a file whose record %,d has label %d".formatted(record, label),
          "records with labels from 0 to 9");
    }
    return label;
  }

  @Override
  public DataSetStatus holding(Path folder) {
    Path home = folder.resolve(NAME);
    List<String> missing = FILES.stream().filter(file -> find(home, file).isEmpty()).toList();
    return new DataSetStatus(NAME, home, missing, false);
  }

  @Override
  public void fetch(Path folder, Fetcher fetcher) throws IOException {
    Path home = folder.resolve(NAME);
    if (holding(folder).complete()) {
      fetcher.report("already complete: " + home);
      return;
    }
    Path packed =
        fetcher.fetch(
            archive,
            MIRRORS,
            home,
            "unpack %s by hand in %s; the publisher and its mirrors have it at %s"
                .formatted(archive.name(), home, String.join(" and ", MIRRORS)));
    fetcher.report("unpacking " + packed);
    Path target = home.resolve(UNPACKED);
    unpack(packed, Files.createDirectories(target));
    Files.delete(packed);
    fetcher.report("downloaded: " + target);
  }

  /** Unpacks the six files; each is complete or absent. */
  private static void unpack(Path packed, Path target) throws IOException {
    try (InputStream file = Files.newInputStream(packed);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file, 1 << 16))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        for (String name : FILES) {
          if (entry.getName().equals(UNPACKED + "/" + name)) {
            WholeFile.write(target.resolve(name), tar.readAllBytes());
          }
        }
      }
    }
  }

  private static Optional<Path> find(Path home, String file) {
    return Stream.of(home.resolve(UNPACKED).resolve(file), home.resolve(file))
        .filter(Files::exists)
        .findFirst();
  }

  private static Path require(Path home, String file) {
    Path unpacked = home.resolve(UNPACKED);
    return find(home, file)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    unpacked.resolve(file).toString(),
                    "missing",
                    "downloaded with revcor data fetch cifar-10, or by hand: put data_batch_1.bin"
                        + " to data_batch_5.bin and test_batch.bin of CIFAR-10's binary version"
                        + " into "
                        + unpacked));
  }
}
