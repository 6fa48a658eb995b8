package org.revcor.studies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.study.Capacity;
import org.revcor.study.RunDirectory;
import org.revcor.study.StudyConflictException;
import org.revcor.study.StudyView;

/** Work on folders is done when the test says so, and what comes after at once. */
final class RestingStudiesTest {
  private static final String ID = "20261125-101500-042-k3f";

  @TempDir private static Path run;
  @TempDir private Path folder;

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private StudyArchive archive;
  private InactiveStudies resting;

  @BeforeAll
  static void runAStudy() throws IOException {
    EndedRun.in(run.resolve("study"), ID);
  }

  @BeforeEach
  void open() throws IOException {
    Path study = Files.createDirectory(folder.resolve(ID));
    for (Path file : new RunDirectory(run.resolve("study")).files()) {
      Files.copy(file, study.resolve(file.getFileName()));
    }
    archive = new StudyArchive(folder);
    resting = new InactiveStudies(archive, waiting::add, Runnable::run);
  }

  @Test
  void whileAStudyIsExported_itIsOpenedForOthersToo_andNotChanged() throws IOException {
    List<CompletableFuture<ExportedStudy>> takers =
        List.of(new CompletableFuture<>(), new CompletableFuture<>());
    takers.forEach(taker -> resting.export(ID, taker));

    assertThatThrownBy(() -> resting.requireUnused(ID))
        .isInstanceOf(StudyConflictException.class)
        .hasMessage("study %s is being exported; ask again", ID);
    assertThatThrownBy(() -> resting.dropCheckpoints(study()))
        .isInstanceOf(StudyConflictException.class);
    work();
    assertThatCode(() -> resting.requireUnused(ID)).doesNotThrowAnyException();
    for (CompletableFuture<ExportedStudy> taker : takers) {
      try (ExportedStudy study = taker.join()) {
        assertThat(study.study()).isEqualTo(study());
        assertThat(openFiles()).isNotEmpty();
      }
    }
    assertThat(openFiles()).isEmpty();
  }

  @Test
  void aStudyThatNobodyTakesIsClosed() throws IOException {
    CompletableFuture<ExportedStudy> late = new CompletableFuture<>();
    resting.export(ID, late);
    late.completeExceptionally(new TimeoutException());

    work();

    assertThat(openFiles()).isEmpty();
    assertThatCode(() -> resting.requireUnused(ID)).doesNotThrowAnyException();
  }

  @Test
  void aStudyThatCannotBeOpenedIsToldSo_andFreeAgain() throws IOException {
    Files.delete(folder.resolve(ID).resolve("record.json"));
    CompletableFuture<ExportedStudy> taker = new CompletableFuture<>();
    resting.export(ID, taker);

    work();

    assertThat(taker).isCompletedExceptionally();
    assertThatCode(() -> resting.requireUnused(ID)).doesNotThrowAnyException();
  }

  @Test
  void whileCheckpointsAreDropped_nothingElseBegins() {
    CompletableFuture<StudyView> dropped = resting.dropCheckpoints(study()).toCompletableFuture();

    assertThatThrownBy(() -> resting.export(ID, new CompletableFuture<>()))
        .isInstanceOf(StudyConflictException.class)
        .hasMessage("the files of study %s are being changed; ask again", ID);
    assertThatThrownBy(() -> resting.requireUnused(ID)).isInstanceOf(StudyConflictException.class);
    assertThat(study().checkpoint()).isNotNull();
    work();
    assertThat(dropped.join()).isEqualTo(study());
    assertThat(study().checkpoint()).isNull();
    assertThatCode(() -> resting.requireUnused(ID)).doesNotThrowAnyException();
  }

  @Test
  void ofTwoImportsOfAnIdAtOnceOneHasANewOne() throws IOException {
    try (ImportedStudy first = imported();
        ImportedStudy second = imported()) {
      resting.delete(ID);
      work();
      List<CompletableFuture<StudyView>> adopted = new ArrayList<>();
      adopted.add(resting.adopt(first, id -> true).toCompletableFuture());
      adopted.add(resting.adopt(second, id -> true).toCompletableFuture());
      work();

      assertThat(adopted.getFirst().join().id()).isEqualTo(ID);
      assertThat(adopted.getLast().join().id()).isNotEqualTo(ID);
      assertThat(archive.all()).hasSize(2);
    }
  }

  private ImportedStudy imported() throws IOException {
    Path zip = Files.createTempFile(run, "study", ".zip");
    try (StudyZip pieces =
            new StudyZip(
                ExportedStudy.open(new RunDirectory(folder.resolve(ID))), new Catalogue(run));
        var out = Files.newOutputStream(zip)) {
      for (var piece = pieces.next(); piece.isPresent(); piece = pieces.next()) {
        out.write(piece.get());
      }
    }
    return ImportedStudy.unpack(
        zip,
        new StudiesSettings(
            folder,
            8,
            Capacity.UNLIMITED,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            OptionalLong.empty()),
        Long.MAX_VALUE);
  }

  private StudyView study() {
    return archive.get(ID).orElseThrow();
  }

  private void work() {
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
  }

  /** Files of the study that this process has open. */
  private List<Path> openFiles() throws IOException {
    List<Path> open = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        if (Files.isSymbolicLink(descriptor)
            && Files.readSymbolicLink(descriptor).startsWith(folder)) {
          open.add(Files.readSymbolicLink(descriptor));
        }
      }
    }
    return open;
  }
}
