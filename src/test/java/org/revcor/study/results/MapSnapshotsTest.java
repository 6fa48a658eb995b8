package org.revcor.study.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.LookSchedule;
import org.revcor.estimate.MapView;
import org.revcor.estimate.StoppingRule.StoppingStatus;
import org.revcor.study.results.MapSnapshots.Layout;
import org.revcor.study.results.MapSnapshots.Snapshot;

final class MapSnapshotsTest {
  private static final int BLOCK_SIZE = 10;
  private static final List<Integer> SHAPE = List.of(1, 2, 2);
  private static final float[] BLANK = {Float.NaN, Float.NaN, Float.NaN, Float.NaN};

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(longs = {40, 100, 1_000, 1_000_000, 1_000_000_000_000L})
  void aStudyHasTwentyToFortySnapshotsAtLooksOfAllLongerStudies(long blocks) {
    Set<Long> grid = MapSnapshots.grid(blocks, 40);

    assertThat(grid).hasSizeBetween(20, 40).contains(1L);
    assertThat(grid).allMatch(new LookSchedule(Long.MAX_VALUE)::isRegular);
    Set<Long> longer = new TreeSet<>(MapSnapshots.grid(2 * blocks, 40));
    longer.removeIf(each -> each > blocks);
    assertThat(grid).containsAll(longer);
  }

  @Test
  void snapshotsOfShortAndLongRunsHaveTheSameBytes() throws IOException {
    byte[] whole = run("whole.npy", 200, Set.of());
    assertThat(run("parts.npy", 200, Set.of(3L, 7L, 100L, 150L))).isEqualTo(whole);

    List<Snapshot> read = snapshots("whole.npy").read();
    assertThat(read.getFirst().trials()).isEqualTo(BLOCK_SIZE);
    assertThat(read)
        .extracting(each -> each.trials() / BLOCK_SIZE)
        .containsExactlyElementsOf(new TreeSet<>(MapSnapshots.grid(200, 40)));
    assertThat(read.getFirst().statuses())
        .containsExactly(StoppingStatus.REACHED, StoppingStatus.RARE);
    assertThat(read.getFirst().maps()[0]).containsExactly(0.5f, -0.25f, 0, 1);
    assertThat(read.getFirst().maps()[1]).containsExactly(BLANK);
    assertThat(new String(whole, StandardCharsets.ISO_8859_1))
        .contains(
            "[('trials', '<i8'), ('status', '|u1', (2,)), ('limit', '<f4', (2,)), ('maps', '<f2',"
                + " (2, 1, 2, 2))]");
  }

  /** Runs a study that goes back by two blocks after some numbers of blocks. */
  private byte[] run(String name, long blocks, Set<Long> crashes) throws IOException {
    snapshots(name).retain(0);
    Set<Long> left = new TreeSet<>(crashes);
    MapSnapshots snapshots = snapshots(name);
    for (long block = 1; block <= blocks; block++) {
      if (snapshots.isDue(block)) {
        snapshots.add(maps(block), List.of(StoppingStatus.REACHED, StoppingStatus.RARE));
        snapshots.flush();
      }
      if (left.remove(block)) {
        block -= 2;
        snapshots = snapshots(name);
        snapshots.retain(block * BLOCK_SIZE);
      }
    }
    return Files.readAllBytes(folder.resolve(name));
  }

  private MapSnapshots snapshots(String name) {
    return new MapSnapshots(folder.resolve(name), 2, SHAPE, BLOCK_SIZE);
  }

  private static StudyMaps maps(long blocks) {
    return new StudyMaps(
        MapView.MAP,
        Estimand.CLASS_MAP,
        blocks * BLOCK_SIZE,
        SHAPE,
        List.of("a", "b"),
        List.of(),
        new double[2],
        new float[][] {{0.5f, -0.25f, 0, 1}, BLANK});
  }

  @Test
  void snapshotsThatCouldNotBeWrittenAreWrittenWithTheNextOnes() throws IOException {
    MapSnapshots snapshots = snapshots("mounted/maps.npy");
    snapshots.add(maps(1), Collections.nCopies(2, StoppingStatus.WAITING));
    assertThatThrownBy(snapshots::flush).isInstanceOf(IOException.class);
    Files.createDirectory(folder.resolve("mounted"));
    snapshots.add(maps(2), Collections.nCopies(2, StoppingStatus.WAITING));
    snapshots.flush();
    assertThat(snapshots.read()).hasSize(2);
  }

  @Test
  void largeStudiesHaveFewerSnapshotsThenSmallerMapsThenFewerChannels() {
    assertThat(Layout.of(10, List.of(1, 28, 28)))
        .isEqualTo(new Layout(40, 1, 10, List.of(1, 28, 28)));
    assertThat(Layout.of(200, List.of(3, 32, 32)))
        .isEqualTo(new Layout(10, 1, 200, List.of(3, 32, 32)));
    assertThat(Layout.of(1000, List.of(3, 32, 32)))
        .isEqualTo(new Layout(10, 2, 1000, List.of(3, 16, 16)));
    Layout largest = Layout.of(1000, List.of(3, 224, 224));
    assertThat(largest.shape()).containsExactly(3, 28, 28);
    assertThat(largest.channels()).isBetween(239, 999);
    assertThat((long) largest.snapshots() * largest.bytes()).isBetween(15L << 20, 16L << 20);
  }
}
