package org.revcor.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.dataset.ImageFiles;
import org.revcor.dataset.Images;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverDescription.ObserverInput;
import org.revcor.observer.OutputKind;

final class ImageNetTableTest {
  @TempDir private Path folder;

  @Test
  void labelsAreThoseOfTheNetworksClassesOfTheSameName() throws IOException {
    image("class 1", 0x102030);
    image("class 997", 0x405060);
    Images forward = images(network(IntStream.range(0, 1_000)));
    Images backward = images(network(IntStream.range(0, 1_000).map(i -> 999 - i)));

    assertThat(forward.labels()).containsExactly(1, 997);
    assertThat(backward.labels()).containsExactly(998, 2);
    assertThat(backward.classes().get(2)).isEqualTo("class 997");
    assertThat(forward.pixels()).containsExactly(0x10, 0x20, 0x30, 0x40, 0x50, 0x60);
    assertThat(backward.pixels()).isEqualTo(forward.pixels());
  }

  @Test
  void imagesOfFewerClassesThatTheNetworkLacksAreRefused() throws IOException {
    image("cat", 0x102030);
    image("class 1", 0x102030);

    assertRefused(
        () -> images(network(IntStream.range(0, 1_000))),
        "--images is images, images of 2 classes; it must be images of the 1,000 classes of"
            + " net.pt");
  }

  @Test
  void networkOfAnotherNumberOfClassesIsRefused() throws IOException {
    image("class 1", 0x102030);

    assertRefused(
        () -> images(network(IntStream.range(0, 1_001))),
        "--observers is net.pt, a network of 1,001 classes; it must be networks of the 1,000"
            + " classes of ImageNet");
  }

  private Images images(ObserverDescription network) {
    return ImageNetTable.images(folder.resolve("images"), folder, 1, network);
  }

  private void image(String name, int colour) throws IOException {
    Path ofClass = Files.createDirectories(folder.resolve("images").resolve(name));
    ImageFiles.writeColours(ofClass.resolve("1.png"), new int[][] {{colour}});
  }

  private static ObserverDescription network(IntStream classes) {
    List<String> names = classes.mapToObj(i -> "class " + i).toList();
    return ObserverDescription.of(
        "net.pt",
        ObserverInput.unchanged(3, 1, 1),
        OutputKind.LOGITS,
        names.size(),
        names,
        List.of());
  }
}
