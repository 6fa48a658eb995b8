package org.revcor.study.registry;

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
import org.revcor.study.plan.Capacity;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyConflictException;
import org.revcor.study.results.StudyView;

/** Runs queued file work explicitly, and actor work immediately. */
final class InactiveStudiesTest {
  private static final String ID = "20261125-101500-042-k3f";

  @TempDir private static Path run;
  @TempDir private Path folder;

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private StudyArchive archive;
  private InactiveStudies inactive;

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
    inactive = new InactiveStudies(archive, waiting::add, Runnable::run);
  }

  @Test
  void duringAnExport_furtherExportsArePossible_butNoChanges() throws IOException {
    List<CompletableFuture<ExportedStudy>> receivers =
        List.of(new CompletableFuture<>(), new CompletableFuture<>());
    receivers.forEach(receiver -> inactive.export(ID, receiver));

    assertThatThrownBy(() -> inactive.requireUnused(ID))
        .isInstanceOf(StudyConflictException.class)
        .hasMessage("study %s is being exported; try again", ID);
    assertThatThrownBy(() -> inactive.deleteCheckpoints(study()))
        .isInstanceOf(StudyConflictException.class);
    runWaiting();
    assertThatCode(() -> inactive.requireUnused(ID)).doesNotThrowAnyException();
    for (CompletableFuture<ExportedStudy> receiver : receivers) {
      try (ExportedStudy study = receiver.join()) {
        assertThat(study.study()).isEqualTo(study());
        assertThat(openFiles()).isNotEmpty();
      }
    }
    assertThat(openFiles()).isEmpty();
  }

  @Test
  void anExportWithoutReceiverIsClosed() throws IOException {
    CompletableFuture<ExportedStudy> late = new CompletableFuture<>();
    inactive.export(ID, late);
    late.completeExceptionally(new TimeoutException());

    runWaiting();

    assertThat(openFiles()).isEmpty();
    assertThatCode(() -> inactive.requireUnused(ID)).doesNotThrowAnyException();
  }

  @Test
  void aFailedExportIsReported_andReleasesTheStudy() throws IOException {
    Files.delete(folder.resolve(ID).resolve("record.json"));
    CompletableFuture<ExportedStudy> receiver = new CompletableFuture<>();
    inactive.export(ID, receiver);

    runWaiting();

    assertThat(receiver).isCompletedExceptionally();
    assertThatCode(() -> inactive.requireUnused(ID)).doesNotThrowAnyException();
  }

  @Test
  void whileCheckpointsAreDeleted_otherOperationsAreRejected() {
    CompletableFuture<StudyView> deleted =
        inactive.deleteCheckpoints(study()).toCompletableFuture();

    assertThatThrownBy(() -> inactive.export(ID, new CompletableFuture<>()))
        .isInstanceOf(StudyConflictException.class)
        .hasMessage("the files of study %s are being changed; try again", ID);
    assertThatThrownBy(() -> inactive.requireUnused(ID)).isInstanceOf(StudyConflictException.class);
    assertThat(study().checkpoint()).isNotNull();
    runWaiting();
    assertThat(deleted.join()).isEqualTo(study());
    assertThat(study().checkpoint()).isNull();
    assertThatCode(() -> inactive.requireUnused(ID)).doesNotThrowAnyException();
  }

  @Test
  void ofTwoConcurrentImportsOfAnIdOneGetsANewId() throws IOException {
    try (ImportedStudy first = unpacked();
        ImportedStudy second = unpacked()) {
      inactive.delete(ID);
      runWaiting();
      List<CompletableFuture<StudyView>> results = new ArrayList<>();
      results.add(inactive.importStudy(first, id -> true).toCompletableFuture());
      results.add(inactive.importStudy(second, id -> true).toCompletableFuture());
      runWaiting();

      assertThat(results.getFirst().join().id()).isEqualTo(ID);
      assertThat(results.getLast().join().id()).isNotEqualTo(ID);
      assertThat(archive.all()).hasSize(2);
    }
  }

  private ImportedStudy unpacked() throws IOException {
    Path file = Files.createTempFile(run, "study", ".zip");
    try (StudyZip zip =
            new StudyZip(
                ExportedStudy.open(new RunDirectory(folder.resolve(ID))), new Catalogue(run));
        var out = Files.newOutputStream(file)) {
      for (var chunk = zip.next(); chunk.isPresent(); chunk = zip.next()) {
        out.write(chunk.get());
      }
    }
    return ImportedStudy.unpack(
        file,
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

  private void runWaiting() {
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
  }

  /** Returns the open files of the study. */
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
