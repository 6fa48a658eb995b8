package org.revcor.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFolderTest {
  private static final int[][] GREY = {{0, 100}, {200, 255}};

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void createFolder() throws IOException {
    folder = Files.createDirectory(temporary.resolve("pets"));
  }

  @Test
  void classesAreFoldersSortedByName() {
    image("dog/b.png");
    image("dog/a.png");
    image("cat/1.png");
    ImageFolder pets = ImageFolder.open(folder);
    assertThat(pets.name()).isEqualTo("pets");
    assertThat(pets.classes()).containsExactly("cat", "dog");
    assertThat(labels(pets)).containsExactly(0, 1, 1);
    assertThat(pets.files().get(1)).isEqualTo(folder.resolve("dog/a.png"));
  }

  @Test
  void readsTheFolderValIfItContainsClasses() {
    image("val/cat/1.png");
    image("train/dog/1.png");
    ImageFolder pets = ImageFolder.open(folder);
    assertThat(pets.name()).isEqualTo("pets");
    assertThat(pets.classes()).containsExactly("cat");
  }

  @Test
  void acceptsAClassNamedVal() {
    image("val/1.png");
    image("train/1.png");
    assertThat(ImageFolder.open(folder).classes()).containsExactly("train", "val");
  }

  @Test
  void classListDefinesOrderAndNames() throws IOException {
    image("val/n02/1.png");
    image("val/n01/1.png");
    list("index\twnid\tname", "1\tn01\tcat, tabby", "0\tn02\tdog", "2\tn03\tcrane");
    ImageFolder pets = ImageFolder.open(folder);
    assertThat(pets.classes()).containsExactly("dog", "cat, tabby", "crane");
    assertThat(labels(pets)).containsExactly(0, 1);
    assertThat(pets.files().get(0)).isEqualTo(folder.resolve("val/n02/1.png"));
    assertThat(ImageFolder.open(folder.resolve("val")).classes()).isEqualTo(pets.classes());
  }

  @Test
  void ignoresHiddenAndOtherFiles() throws IOException {
    image("cat/1.PNG");
    image("cat/.2.png");
    image(".git/3.png");
    Files.writeString(folder.resolve("cat/notes.txt"), "not an image");
    Files.writeString(folder.resolve("README"), "not a class");
    assertThat(ImageFolder.open(folder).size()).isEqualTo(1);
  }

  @Test
  void readsEveryFormatInGreyAndColours() {
    int[][] colours = {{0xff0000, 0x00ff00}, {0x0000ff, 0xffffff}};
    ImageFiles.writeColours(folder.resolve("a/1.png"), colours);
    ImageFiles.writeColours(folder.resolve("a/2.bmp"), colours);
    ImageFiles.writeGif(folder.resolve("a/3.gif"), colours);
    ImageFolder images = ImageFolder.open(folder);
    for (int i = 0; i < 3; i++) {
      assertThat(images.read(i, 3, 2, 2))
          .containsExactly(255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255);
      assertThat(images.read(i, 1, 2, 2)).containsExactly(76, 150, 29, 255);
    }
  }

  @Test
  void readsGreyValuesAsStored() {
    image("a/1.png");
    ImageFolder images = ImageFolder.open(folder);
    assertThat(images.read(0, 1, 2, 2)).containsExactly(0, 100, 200, 255);
    assertThat(images.read(0, 3, 2, 2))
        .containsExactly(0, 100, 200, 255, 0, 100, 200, 255, 0, 100, 200, 255);
  }

  @Test
  void scalesSixteenBitsToEight() {
    BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 0x6464);
    deep.getRaster().setSample(1, 0, 0, 0xffff);
    ImageFiles.write(folder.resolve("a/1.png"), deep);
    assertThat(ImageFolder.open(folder).read(0, 1, 1, 2)).containsExactly(100, 255);
  }

  @Test
  void readsJpegsUnderAnyName() {
    BufferedImage blank = new BufferedImage(20, 16, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 16; y++) {
      int[] row = new int[20];
      Arrays.fill(row, 0x804020);
      blank.setRGB(0, y, 20, 1, row, 0, 20);
    }
    ImageFiles.write(folder.resolve("a/1.jpeg"), blank);
    byte[] read = ImageFolder.open(folder).read(0, 3, 8, 8);
    assertThat(read).hasSize(3 * 64);
    assertThat(read[0] & 0xff).isBetween(126, 130);
    assertThat(read[64] & 0xff).isBetween(62, 66);
    assertThat(read[128] & 0xff).isBetween(30, 34);
  }

  @Test
  void reportsAnUnreadableImage() throws IOException {
    Path file = Files.writeString(image("a/1.jpg.png").resolveSibling("0.jpg"), "no image");
    assertRefused(
        () -> ImageFolder.open(folder).read(0, 3, 2, 2),
        file + " is not an image; it must be a JPEG, PNG, BMP or GIF image in grey or RGB colours");
  }

  @Test
  void reportsATruncatedImage() throws IOException {
    Path file = image("a/1.png");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 45));
    assertRefused(() -> ImageFolder.open(folder).read(0, 3, 2, 2))
        .hasMessageStartingWith(file + " is not decodable (")
        .hasMessageEndingWith("; it must be a JPEG, PNG, BMP or GIF image in grey or RGB colours");
  }

  @Test
  void reportsACmykImage() throws IOException {
    Path file = Files.createDirectory(folder.resolve("a")).resolve("1.jpg");
    Files.write(file, CmykJpeg.bytes());
    assertRefused(() -> ImageFolder.open(folder).read(0, 3, 2, 2))
        .hasMessageStartingWith(file + " is not decodable (");
  }

  @Test
  void refusesOtherNumbersOfPlanes() {
    image("a/1.png");
    assertRefused(
        () -> ImageFolder.open(folder).read(0, 2, 2, 2),
        "number of planes is 2; it must be 1 (grey) or 3 (red, green, blue)");
  }

  @Test
  void refusesMissingFolder() {
    Path none = folder.resolve("none");
    assertRefused(
        () -> ImageFolder.open(none),
        none
            + " is missing; it must be a folder with a folder of images (jpg, jpeg, png, bmp,"
            + " gif) for each class");
  }

  @Test
  void refusesEmptyFolder() {
    assertRefused(
        () -> ImageFolder.open(folder),
        folder
            + " is an empty folder; it must be a folder with a folder of images (jpg, jpeg, png,"
            + " bmp, gif) for each class");
  }

  @Test
  void refusesImagesWithoutClassFolders() {
    image("1.png");
    image("2.png");
    assertRefused(
        () -> ImageFolder.open(folder),
        folder
            + " is a folder of 2 images without class folders; it must be a folder with a folder"
            + " of images (jpg, jpeg, png, bmp, gif) for each class");
  }

  @Test
  void refusesAClassFolderWithoutImages() throws IOException {
    image("cat/1.png");
    Path dog = Files.createDirectory(folder.resolve("dog"));
    assertRefused(
        () -> ImageFolder.open(folder),
        dog + " is without images; it must be a folder of images (jpg, jpeg, png, bmp, gif)");
  }

  @Test
  void refusesAFolderThatIsNotListed() throws IOException {
    image("n0144O764/1.png");
    list("0\tn01440764\ttench", "1\tn01443537\tgoldfish");
    assertRefused(
        () -> ImageFolder.open(folder),
        folder.resolve("n0144O764")
            + " is a folder of no class in "
            + folder.resolve("classes.tsv")
            + "; it must be one of the 2 folders listed there; did you mean n01440764?");
  }

  @Test
  void refusesInvalidClassLists() throws IOException {
    image("cat/1.png");
    assertListRefused("a list with a line cat", "cat");
    assertListRefused("a list with a line one\tdog\tDog", "0\tcat\tCat", "one\tdog\tDog");
    assertListRefused("a list with a line 0\tdog\tDog", "0\tcat\tCat", "0\tdog\tDog");
    assertListRefused("a list without a folder of label 1", "0\tcat\tCat", "2\tdog\tDog");
    assertListRefused("a list without a folder of label 1", "0\tcat\tCat", "1\tcat\tDog");
    assertListRefused("empty", "index\twnid\tname");
  }

  private void assertListRefused(String found, String... lines) throws IOException {
    list(lines);
    assertRefused(
        () -> ImageFolder.open(folder),
        "%s is %s; it must be lines of a label (each from 0 to the last once), a folder and a name, separated by tabs"
            .formatted(folder.resolve("classes.tsv"), found));
  }

  private void list(String... lines) throws IOException {
    Files.writeString(folder.resolve("classes.tsv"), String.join("\n", lines) + "\n");
  }

  private Path image(String file) {
    return ImageFiles.writeGrey(folder.resolve(file), GREY);
  }

  private static int[] labels(ImageFolder images) {
    return IntStream.range(0, images.size()).map(images::label).toArray();
  }
}
