package org.revcor.observer.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.ObserverFailedException;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.catalogue.Catalogue.CatalogueEntry;
import org.revcor.observer.catalogue.Catalogue.ShippedObservers;
import org.revcor.observer.file.Inspection;
import org.revcor.observer.file.TorchScriptNetworks;

final class CatalogueTest {
  @TempDir Path home;

  private Path folder;
  private Catalogue catalogue;

  @BeforeEach
  void folder() throws IOException {
    folder = Files.createDirectory(home.resolve("observers"));
    catalogue = new Catalogue(folder);
  }

  @Test
  void inspectionThatTheSystemEndedIsRepeatedAndShownMeanwhile() throws IOException {
    copyNetwork("linear", "net");
    Files.writeString(folder.resolve("net.json"), "{\"input\": [1, 4, 4]}");
    AtomicInteger inspections = new AtomicInteger();
    Catalogue catalogue =
        new Catalogue(
            folder,
            file -> {
              if (inspections.incrementAndGet() < 3) {
                throw new ObserverFailedException("killed");
              }
              return Inspection.of(file);
            });

    assertThat(catalogue.find("net").orElseThrow().problem()).hasValue("killed");
    assertThatThrownBy(() -> catalogue.named("net")).hasMessage("killed");
    assertThat(catalogue.find("net").orElseThrow().problem()).isEmpty();
    assertThat(catalogue.named("net").description().classes()).hasSize(3);
    assertThat(inspections).hasValue(3);
  }

  @Test
  void twoNetworksWithOneNameAreUnusableUntilOneIsRenamed() throws IOException {
    copyNetwork("linear", "net");
    Files.writeString(folder.resolve("net.json"), "{\"input\": [1, 4, 4]}");
    Path onnx =
        Files.copy(
            Path.of("src/test/resources/org/revcor/observer/file/linear.onnx"),
            folder.resolve("net.onnx"));

    assertThat(catalogue.find("net").orElseThrow().problem())
        .hasValue(
            "net is the name of net.onnx and of net.pt; it must be the name of one network; rename"
                + " the other");
    Files.move(onnx, folder.resolve("other.onnx"));
    assertThat(catalogue.named("net").description().differentiable()).isTrue();
    assertThat(catalogue.named("other").description().differentiable()).isFalse();
  }

  @Test
  void shippedObserversAreListedWithTheirAccuracy() {
    List<CatalogueEntry> entries = new Catalogue(home.resolve("none")).entries();
    assertThat(entries)
        .extracting(CatalogueEntry::name)
        .containsExactlyElementsOf(ShippedObservers.NAMES);
    assertThat(entries)
        .allSatisfy(entry -> assertThat(entry.origin()).isEqualTo(CatalogueEntry.Origin.SHIPPED));
    CatalogueEntry entry = entries.get(ShippedObservers.NAMES.indexOf("mnist-cnn"));
    assertThat(entry.testAccuracy().orElseThrow()).isGreaterThanOrEqualTo(.989);
    assertThat(entry.problem()).isEmpty();
    ObserverDescription description = entry.description().orElseThrow();
    assertThat(description.values()).isEqualTo(784);
    assertThat(description.classes()).hasSize(10);
    assertThat(description.dataset()).isEqualTo("mnist");
  }

  @Test
  void observerOfTheFolderHidesTheShippedOneWithTheSameName() throws IOException {
    copyShipped("mnist-cnn");
    assertThat(catalogue.entries()).hasSameSizeAs(ShippedObservers.NAMES);
    CatalogueEntry only = only(entriesOfTheFolder());
    assertThat(only.name()).isEqualTo("mnist-cnn");
    assertThat(only.origin()).isEqualTo(CatalogueEntry.Origin.TRAINED);
  }

  @Test
  void listsATorchScriptFileWithACard() throws IOException {
    copyNetwork("linear", "net");
    Files.writeString(
        folder.resolve("net.json"), "{\"input\": [1, 4, 4], \"classes\": [\"a\", \"b\", \"c\"]}");
    CatalogueEntry entry = only(entriesOfTheFolder());
    assertThat(entry.origin()).isEqualTo(CatalogueEntry.Origin.FILE);
    assertThat(entry.testAccuracy()).isEmpty();
    assertThat(catalogue.named("net").description().classes()).containsExactly("a", "b", "c");
    assertThat(catalogue.named("net")).isSameAs(catalogue.named("net"));
  }

  @Test
  void inspectsChangedFilesAgain() throws IOException {
    copyNetwork("linear", "net");
    assertThat(problem("net"))
        .contains("net.json is missing; it must be in the folder of the network that it describes");
    Files.writeString(folder.resolve("net.json"), "{\"input\": [1, 4, 4]}");
    assertThat(catalogue.named("net").description().classes()).containsExactly("0", "1", "2");
    Files.delete(folder.resolve("net.pt"));
    assertThat(entriesOfTheFolder()).isEmpty();
  }

  @Test
  void brokenObserversAreListedWithTheirProblem() throws IOException {
    copyShipped("damaged");
    byte[] weights = Files.readAllBytes(folder.resolve("damaged.safetensors"));
    weights[weights.length - 1] ^= 1;
    Files.write(folder.resolve("damaged.safetensors"), weights);
    Files.writeString(folder.resolve("text.pt"), "not a network");
    Files.writeString(folder.resolve("text.json"), "{\"input\": [1, 4, 4]}");
    copyNetwork("linear", "typo");
    Files.writeString(folder.resolve("typo.json"), "{\"imput\": [1, 4, 4]}");
    copyNetwork("linear", "short");
    Files.writeString(folder.resolve("short.json"), "{\"input\": [4, 4]}");
    assertThat(entriesOfTheFolder())
        .extracting(CatalogueEntry::name)
        .containsExactly("damaged", "short", "text", "typo");
    assertThat(problem("damaged")).contains("damaged.safetensors is a file of digest sha256:");
    assertThat(problem("text")).contains("which is not TorchScript");
    assertThat(problem("typo"))
        .contains(
            "typo.json is a card with the unknown key imput; it must be one of classes, dataset,"
                + " input, layers, layout, output, scale; did you mean input?");
    assertThat(problem("short"))
        .contains(
            "is a card whose input has 2 numbers; it must be a card such as {\"input\": [1,"
                + " 28, 28]}");
    assertRefused(() -> catalogue.named("text"))
        .hasMessageStartingWith(
            "study.observer.model is text, which cannot be used (study.observer.file is ");
  }

  @Test
  void reportsMalformedCards() throws IOException {
    copyNetwork("linear", "net");
    for (String card :
        List.of(
            "",
            "null",
            "[]",
            "{",
            "{\"input\": [1, null, 4]}",
            "{\"input\": [1.5, 4, 4]}",
            "{\"input\": [1, 4, 4], \"classes\": [\"a\", null, \"c\"]}",
            "{\"input\": [1, 4, 4], \"output\": \"softmax\"}",
            "{\"input\": [1, 4, 4]} x")) {
      Files.writeString(folder.resolve("net.json"), card);
      catalogue = new Catalogue(folder);
      assertThat(only(entriesOfTheFolder()).problem()).as(card).isPresent();
    }
  }

  @Test
  void reportsACardWithoutAMember() throws IOException {
    copyShipped("mine");
    String card = Files.readString(folder.resolve("mine.json"));
    Files.writeString(
        folder.resolve("mine.json"), card.replaceFirst("\"recipe\" : \"mnist-cnn\",", ""));
    assertThat(problem("mine"))
        .endsWith(
            "mine.json is a card without recipe; it must be a complete card as written by Revcor");
  }

  @Test
  void findsAnObserverByNameWithItsFileAndCard() throws IOException {
    copyShipped("mine");
    CatalogueEntry mine = catalogue.find("mine").orElseThrow();
    assertThat(mine.file()).contains(folder.resolve("mine.safetensors"));
    assertThat(mine.card().orElseThrow().recipe()).isEqualTo("mnist-cnn");
    assertThat(catalogue.find("mnist-cnn").orElseThrow().file()).isEmpty();
    assertThat(catalogue.find("mnist-cn")).isEmpty();
    assertThat(catalogue.names()).contains("mine", "mnist-cnn");
  }

  @Test
  void resolvesOnlyFilesInTheFolder() throws IOException {
    copyNetwork("linear", "net");
    Files.copy(folder.resolve("net.pt"), home.resolve("outside.pt"));
    Files.createSymbolicLink(folder.resolve("link.pt"), home.resolve("outside.pt"));
    assertThat(catalogue.files().resolve("net.pt"))
        .isEqualTo(folder.resolve("net.pt").toRealPath());
    for (String file :
        List.of(
            "../outside.pt",
            "link.pt",
            "missing.pt",
            "",
            "net.pt\0",
            home.resolve("outside.pt").toString(),
            folder.resolve("net.pt").toString())) {
      assertRefused(
          () -> catalogue.files().resolve(file),
          "study.observer.file is "
              + file
              + "; it must be a file in the observers folder, relative to it");
    }
  }

  @Test
  void reportsALinkOutOfTheFolder() throws IOException {
    Files.copy(TorchScriptNetworks.path("linear"), home.resolve("outside.pt"));
    Files.createSymbolicLink(folder.resolve("link.pt"), home.resolve("outside.pt"));
    Files.writeString(folder.resolve("link.json"), "{\"input\": [1, 4, 4]}");
    assertThat(problem("link"))
        .endsWith(
            "is a link out of the observers folder; it must be a file in the observers folder");
  }

  @Test
  void namedPipeIsRefusedWithoutReadingIt() throws Exception {
    Path pipe = folder.resolve("pipe.pt");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Files.createSymbolicLink(folder.resolve("link.safetensors"), pipe);
    Files.createSymbolicLink(folder.resolve("card.json"), pipe);
    Files.writeString(folder.resolve("pipe.json"), "{\"input\": [1, 4, 4]}");
    copyShipped("link", ".json");
    copyShipped("card", ".safetensors");

    assertThat(List.of(problem("pipe"), problem("link"), problem("card")))
        .containsExactly(
            notRegular("pipe.pt"), notRegular("link.safetensors"), notRegular("card.json"));
    assertThatThrownBy(() -> catalogue.files().resolve("pipe.pt"))
        .hasMessage(notRegular("pipe.pt"));
    assertThatThrownBy(() -> catalogue.files().resolve(".")).hasMessage(notRegular("."));
    assertThatThrownBy(() -> FolderFiles.requireRegular(pipe.toString(), pipe))
        .hasMessage(notRegular(pipe.toString()));
  }

  private static String notRegular(String name) {
    return "study.observer.file is %s, which is not a regular file; it must be a regular file"
        .formatted(name);
  }

  private String problem(String name) {
    return catalogue.entries().stream()
        .filter(entry -> entry.name().equals(name))
        .findAny()
        .flatMap(CatalogueEntry::problem)
        .orElseThrow();
  }

  private List<CatalogueEntry> entriesOfTheFolder() {
    return catalogue.entries().stream()
        .filter(entry -> entry.origin() != CatalogueEntry.Origin.SHIPPED)
        .toList();
  }

  private static CatalogueEntry only(List<CatalogueEntry> entries) {
    assertThat(entries).hasSize(1);
    return entries.getFirst();
  }

  private void copyNetwork(String network, String name) throws IOException {
    Files.copy(TorchScriptNetworks.path(network), folder.resolve(name + ".pt"));
  }

  private void copyShipped(String name) throws IOException {
    copyShipped(name, ".safetensors");
    copyShipped(name, ".json");
  }

  private void copyShipped(String name, String ending) throws IOException {
    try (InputStream in = Catalogue.class.getResourceAsStream("mnist-cnn" + ending)) {
      Files.copy(Objects.requireNonNull(in), folder.resolve(name + ending));
    }
  }

  private static final int UPLOADS = 4_000;

  @Test
  void uploadsThatBeginAndEndAtTheSameTimeDoNotDisturbEachOther() throws Exception {
    ObserverFolder observers = new ObserverFolder(folder, Inspection::of);

    IntStream.range(0, UPLOADS)
        .parallel()
        .forEach(upload -> observers.begin("net" + upload, false).close());

    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }
}
