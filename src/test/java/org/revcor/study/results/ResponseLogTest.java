package org.revcor.study.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.InvalidInputException;
import org.revcor.inference.Platform;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Bases;
import org.revcor.study.plan.Capacity;
import org.revcor.study.plan.Materials;
import org.revcor.study.plan.Observers;
import org.revcor.study.plan.PreparedStudy;
import org.revcor.study.specification.StudyFile;

final class ResponseLogTest {
  /** Length, block, length of the name, name, two outputs of two trials, digest. */
  private static final int RECORD = 4 + 8 + 4 + 5 + 4 * 4 + 32;

  @TempDir Path folder;

  private PreparedStudy study;
  private Path file;

  @BeforeEach
  void writeThreeBlocks() throws IOException {
    study = study(1);
    file = folder.resolve("responses.log");
    try (ResponseLog log = ResponseLog.open(file, study)) {
      log.append(new ResponseLog.Entry(1, new float[] {5, 6, 7, 8}, "right"));
      log.append(new ResponseLog.Entry(0, new float[] {1, 2, 3, 4}, "other"));
      log.append(new ResponseLog.Entry(5, new float[] {9, 10, 11, 12}, "right"));
    }
  }

  private PreparedStudy study(int seed) {
    return PreparedStudy.of(
        StudyFile.parseJson(
            """
            {"seed": %d, "block-size": 2, "readout": {"kind": "logit"},
             "observer": {"external": {"input": [1, 2, 2], "output": "logits", "classes": 2}}}
            """
                .formatted(seed)),
        new Materials(Observers.withAnyFile(new Catalogue(folder)), folder, new Bases(folder)),
        Platform.ofThisMachine(),
        Capacity.UNLIMITED);
  }

  @Test
  void returnsTheOutputsOfEachBlock() throws IOException {
    try (ResponseLog log = ResponseLog.open(file, study)) {
      assertThat(log.outputs(0)).containsExactly(1, 2, 3, 4);
      assertThat(log.outputs(1)).containsExactly(5, 6, 7, 8);
      assertThat(log.outputs(5)).containsExactly(9, 10, 11, 12);
      assertThat(log.has(2)).isFalse();
      assertThat(log.firstMissing()).isEqualTo(2);
    }
  }

  @Test
  void dropsALastRecordThatIsCut() throws IOException {
    for (int cut : new int[] {1, 31, RECORD - 1}) {
      byte[] whole = Files.readAllBytes(file);
      truncate(whole.length - cut);

      try (ResponseLog log = ResponseLog.open(file, study)) {
        assertThat(log.has(5)).isFalse();
        assertThat(log.has(0)).isTrue();
        log.append(new ResponseLog.Entry(5, new float[] {9, 10, 11, 12}, "right"));
      }
      assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }
  }

  @Test
  void dropsRecordsFromAPageOnThatWasNotWritten() throws IOException {
    List<ResponseLog.Entry> group =
        IntStream.range(10, 200)
            .mapToObj(block -> new ResponseLog.Entry(block, new float[] {1, 2, 3, block}, "right"))
            .toList();
    try (ResponseLog log = ResponseLog.open(file, study)) {
      append(log, group);
    }
    byte[] whole = Files.readAllBytes(file);
    byte[] torn = whole.clone();
    Arrays.fill(torn, 4096, 8192, (byte) 0);
    Files.write(file, torn);
    int header = whole.length - RECORD * (3 + group.size());
    int kept = (4096 - header) / RECORD;

    try (ResponseLog log = ResponseLog.open(file, study)) {
      assertThat(log.size()).isEqualTo(kept);
      append(log, group.subList(kept - 3, group.size()));
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);

    for (int zeros : new int[] {5, 100}) {
      Files.write(file, Arrays.copyOf(whole, whole.length + zeros));
      try (ResponseLog log = ResponseLog.open(file, study)) {
        assertThat(log.size()).isEqualTo(3 + group.size());
      }
    }

    torn[4095 - 3 * RECORD] ^= 1;
    Files.write(file, torn);
    assertThatThrownBy(() -> ResponseLog.open(file, study))
        .as("an altered record before the page")
        .hasMessageStartingWith("responses.log is damaged: it has");
  }

  private static void append(ResponseLog log, List<ResponseLog.Entry> entries) throws IOException {
    for (ResponseLog.Entry entry : entries) {
      log.append(entry);
    }
  }

  @Test
  void refusesAnAlteredByteAnywhere() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    int last = whole.length - RECORD;
    for (int at = 0; at < whole.length; at += at == last - 1 ? 5 : 1) { // a longer one is cut
      byte[] altered = whole.clone();
      altered[at] ^= 0x40;
      Files.write(file, altered);

      assertThatThrownBy(() -> ResponseLog.open(file, study))
          .as("byte %d", at)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("responses.log is damaged: it has");
    }
  }

  @Test
  void refusesARecordWithoutItsDigest() throws IOException {
    byte[] altered = Files.readAllBytes(file);
    altered[altered.length - 1] ^= 1;
    Files.write(file, altered);

    assertThatThrownBy(() -> ResponseLog.open(file, study))
        .hasMessage(
            "responses.log is damaged: it has a record at byte %d that does not have its digest; it must be as the study has written it"
                .formatted(altered.length - RECORD));
  }

  @Test
  void refusesAHeaderThatIsCut() throws IOException {
    truncate(100);

    assertThatThrownBy(() -> ResponseLog.open(file, study))
        .hasMessage(
            "responses.log is damaged: it has no complete header; it must be as the study has"
                + " written it");
  }

  @Test
  void refusesTheLogOfAnotherStudy() {
    assertThatThrownBy(() -> ResponseLog.open(file, study(2)))
        .hasMessage(
            "responses.log is of another study (study.seed is 2 and was 1); it must be of a study"
                + " with the same observer, stimuli, seed and block size");
  }

  private void truncate(long bytes) throws IOException {
    try (RandomAccessFile all = new RandomAccessFile(file.toFile(), "rw")) {
      all.setLength(bytes);
    }
  }
}
