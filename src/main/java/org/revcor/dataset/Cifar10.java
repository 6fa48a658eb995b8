package org.revcor.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.InvalidInputException;

/**
 * CIFAR-10, small colour pictures, in its binary version: {@code
 * cifar-10/cifar-10-batches-bin/data_batch_1.bin} and so on, or the files right in {@code
 * cifar-10}.
 */
final class Cifar10 implements DataSet {
  private static final String NAME = "cifar-10";
  private static final String UNPACKED = "cifar-10-batches-bin";
  private static final List<String> TRAIN =
      IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList();
  private static final List<String> TEST = List.of("test_batch.bin");
  private static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Pictures train(Path folder) {
    return read(TRAIN, folder);
  }

  @Override
  public Pictures test(Path folder) {
    return read(TEST, folder);
  }

  @Override
  public Optional<Pictures> shippedTest() {
    return Optional.empty();
  }

  private static Pictures read(List<String> names, Path folder) {
    List<CifarFile> files =
        names.stream().map(name -> CifarFile.of(find(folder.resolve(NAME), name))).toList();
    int size = files.stream().mapToInt(CifarFile::records).sum();
    int side = CifarFile.SIDE;
    byte[] pixels = new byte[size * CifarFile.PLANES * side * side];
    int[] labels = new int[size];
    int first = 0;
    for (CifarFile file : files) {
      file.read(pixels, labels, first);
      first += file.records();
    }
    return new Pictures(NAME, CifarFile.PLANES, side, side, CLASSES, pixels, labels);
  }

  private static Path find(Path home, String file) {
    Path unpacked = home.resolve(UNPACKED).resolve(file);
    Path bare = home.resolve(file);
    if (Files.exists(unpacked)) {
      return unpacked;
    }
    if (Files.exists(bare)) {
      return bare;
    }
    throw new InvalidInputException(
        unpacked.toString(),
        "missing",
        "there: put data_batch_1.bin to data_batch_5.bin and test_batch.bin of CIFAR-10's binary"
            + " version into "
            + home.resolve(UNPACKED));
  }
}
