package org.revcor.stimulus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.file.Digest;
import org.revcor.stimulus.Bases.BasisEntry;

final class BasesTest {
  @TempDir Path folder;

  @Test
  void shipsBasesOfDigitsAndClothes() {
    Bases bases = new Bases(folder.resolve("missing"));
    assertThat(bases.entries())
        .extracting(BasisEntry::name)
        .containsExactly(
            "gabor-fashion-mnist", "gabor-mnist", "pca-cifar-10", "pca-fashion-mnist", "pca-mnist");
    GaborBasis digits = bases.named("gabor-mnist");
    assertPaper(digits, "mnist");
    assertThat(digits.card().explainedVariance().getFirst()).isBetween(.960, .963);
    GaborBasis clothes = bases.named("gabor-fashion-mnist");
    assertPaper(clothes, "fashion-mnist");
    assertThat(clothes.card().explainedVariance().getFirst()).isBetween(.900, .904);
  }

  private static void assertPaper(GaborBasis basis, String dataset) {
    BasisCard card = basis.card();
    assertThat(card.dataset()).isEqualTo(dataset);
    assertThat(card.images()).isEqualTo(60_000);
    assertThat(card.scales()).containsExactly(3, 7, 15);
    assertThat(card.wavelets()).isEqualTo(960);
    assertThat(card.alpha()).isEqualTo(.1);
    assertThat(List.of(basis.planes(), basis.components(), basis.height(), basis.width()))
        .containsExactly(1, 250, 28, 28);
    assertThat(basis.vectors()).hasSize(250 * 784);
    assertThat(basis.mean()).hasSize(784);
    assertThat(basis.low()).hasSize(250);
    for (int c = 0; c < 250; c++) {
      assertThat(basis.low()[c]).isNegative();
      assertThat(basis.high()[c]).isPositive();
    }
    assertThat(Digest.of(basis.bytes())).isEqualTo(basis.digest());
    assertThat(basis.bytes()).hasSizeLessThan(2_000_000);
  }

  @Test
  void readsWrittenBasis() throws IOException {
    GaborBasis fitted = fitted("mine");
    assertThat(fitted.write(folder)).isEqualTo(folder.resolve("mine.safetensors"));
    GaborBasis read = new Bases(folder).named("mine");
    assertThat(read.card()).isEqualTo(fitted.card());
    assertThat(read.digest())
        .isEqualTo(Digest.of(Files.readAllBytes(folder.resolve("mine.safetensors"))));
    assertThat(read.vectors()).containsExactly(fitted.vectors());
    assertThat(read.mean()).containsExactly(fitted.mean());
    assertThat(read.low()).containsExactly(fitted.low());
    assertThat(read.high()).containsExactly(fitted.high());
  }

  @Test
  void basisInFolderHidesShippedBasisOfSameName() throws IOException {
    Path home = folder.resolve("bases");
    fitted("gabor-mnist").write(home);
    Bases bases = Bases.ofDataFolder(folder);
    assertThat(bases.named("gabor-mnist").height()).isEqualTo(6);
    assertThat(bases.entries())
        .extracting(BasisEntry::file)
        .contains(Optional.of(home.resolve("gabor-mnist.safetensors")));
  }

  @Test
  void rejectsUnknownName() {
    assertRefused(
        () -> new Bases(folder).named("gabor-mnits"),
        "study.stimulus.basis is gabor-mnits; it must be one of gabor-fashion-mnist, gabor-mnist,"
            + " pca-cifar-10, pca-fashion-mnist, pca-mnist, or a basis fitted by revcor fit; did you mean gabor-mnist?");
    assertThat(new Bases(folder).find("gabor-mnits")).isEmpty();
  }

  @Test
  void rejectsTruncatedFile() throws IOException {
    Path file = fitted("mine").write(folder);
    byte[] bytes = Files.readAllBytes(file);
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    Files.write(file, cut);
    unusable(
        "%s is a file with digest %s; it must be a file with the digest of its card, %s"
            .formatted(file, Digest.of(cut), Digest.of(bytes)));
  }

  @Test
  void rejectsMissingCard() throws IOException {
    fitted("mine").write(folder);
    Path card = folder.resolve("mine.json");
    Files.delete(card);
    unusable(card + " is missing; it must be a file beside the basis that it describes");
  }

  @Test
  void rejectsCardOfAnotherSize() throws IOException {
    Path file = fitted("mine").write(folder);
    alterCard("\"height\" : 6", "\"height\" : 7");
    unusable(
        file
            + " is a file whose vectors has shape [1, 2, 6, 6]; it must be a file with shape [1, 2,"
            + " 7, 6], as in its card");
  }

  @Test
  void rejectsCardWithMissingOrUnknownMember() throws IOException {
    fitted("mine").write(folder);
    Path card = folder.resolve("mine.json");
    alterCard("\"planes\" : 1", "\"planes\" : 2");
    unusable(
        card
            + " is a card of 2 x 6 x 6 pixels with 2 components and 1 explained variances; it must"
            + " be a card with at least 1 of each and one explained variance per plane");
    alterCard("\"planes\" : 2,", "");
    unusable(card + " is a card without planes; it must be a complete card as written by Revcor");
    alterCard("\"images\"", "\"planes\" : 1, \"plains\" : 1, \"images\"");
    assertThat(new Bases(folder).find("mine").orElseThrow().problem().orElseThrow())
        .startsWith(card + " is a card with the unknown key plains; it must be one of ")
        .endsWith("; did you mean planes?");
    alterCard("\"plains\" : 1,", "");
    alterCard("gabor-pca", "gabor-ica");
    unusable(
        card + " is a card of kind gabor-ica; it must be a card of kind gabor-pca or" + " pca");
  }

  @Test
  void rejectsInvalidNumbers() {
    BasisCard card = fitted("mine").card();
    float[] vectors = new float[72];
    float[] mean = new float[36];
    float[] low = {-1, 1};
    byte[] reversed = new GaborBasis("mine", card, vectors, mean, low, new float[] {1, 0}).bytes();
    assertRefused(
        () -> GaborBasis.decode("mine", "mine", reversed, card),
        "mine is a file whose score 1 ranges from 1.0 to 0.0; it must be a file with low <= high"
            + " for all scores");
    mean[3] = Float.NaN;
    byte[] infinite = new GaborBasis("mine", card, vectors, mean, low, low).bytes();
    assertRefused(
        () -> GaborBasis.decode("mine", "mine", infinite, card),
        "mine is a file whose mean contains NaN; it must be a file of finite numbers");
  }

  /** Checks that the basis is rejected and listed with its problem. */
  private void unusable(String problem) {
    assertRefused(
        () -> new Bases(folder).named("mine"),
        "study.stimulus.basis is mine, which is unusable ("
            + problem
            + "); it must be a usable basis");
    assertThat(new Bases(folder).find("mine").orElseThrow())
        .satisfies(entry -> assertThat(entry.problem()).contains(problem))
        .satisfies(entry -> assertThat(entry.card()).isEmpty());
  }

  private void alterCard(String from, String to) throws IOException {
    Path card = folder.resolve("mine.json");
    String text = Files.readString(card);
    assertThat(text).contains(from);
    Files.writeString(card, text.replace(from, to));
  }

  private static GaborBasis fitted(String name) {
    byte[] pixels = new byte[20 * 36];
    new Random(1).nextBytes(pixels);
    return GaborFit.run(
            Unlabelled.of("random", 1, 6, 6, pixels),
            new FitOptions(name, 2, List.of(3)),
            1,
            () -> false)
        .orElseThrow();
  }
}
