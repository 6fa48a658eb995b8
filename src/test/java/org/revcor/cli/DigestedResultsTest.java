package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DigestedResultsTest {
  private static final DigestedResults RECORDED =
      results("here", Map.of("a/maps.npy", "01", "a/z.npy", "02"), array(-2, 0.5f, Float.NaN));

  @TempDir private Path folder;

  private static DigestedResults results(
      String platform, Map<String, String> digests, float[] array) {
    return new DigestedResults(
        platform, new TreeMap<>(digests), new TreeMap<>(Map.of("a/maps.npy", array)));
  }

  private static float[] array(float... values) {
    return values;
  }

  private static DigestedResults elsewhere(float... values) {
    return results("there", Map.of("a/maps.npy", "03"), values);
  }

  @Test
  void onTheSamePlatformChangedMissingAndAdditionalFilesDiffer() {
    assertThat(RECORDED.differences(RECORDED)).isEmpty();
    Map<String, String> found = Map.of("a/maps.npy", "03", "a/errors.npy", "04", "b/z.npy", "05");
    assertThat(RECORDED.differences(results("here", found, array(-2, 0.5f, Float.NaN))))
        .containsExactly(
            "a/errors.npy is additional",
            "a/maps.npy has other bytes",
            "a/z.npy is missing",
            "b/z.npy is additional");
    assertThat(RECORDED.comparison(RECORDED))
        .isEqualTo("compared the bytes of 2 files, as on the platform of the record (here)");
  }

  /** The largest absolute value is 2, so values may differ by 0.0002. */
  @ParameterizedTest
  @CsvSource({
    "0.50039, ''",
    "0.49961, ''",
    "0.50041, 'a/maps.npy has 0.50041 at 1, not 0.5'",
    "0.49959, 'a/maps.npy has 0.49959 at 1, not 0.5'",
    "NaN, 'a/maps.npy has NaN at 1, not 0.5'",
    "Infinity, 'a/maps.npy has Infinity at 1, not 0.5'"
  })
  void elsewhereValuesMayDifferByTheTolerance(float value, String difference) {
    assertThat(RECORDED.differences(elsewhere(-2, value, Float.NaN)).toString())
        .isEqualTo("[" + difference + "]");
  }

  @Test
  void elsewhereMissingAndAdditionalArraysAndOtherLengthsDiffer() {
    assertThat(RECORDED.differences(elsewhere(-2, 0.5f, 0)))
        .containsExactly("a/maps.npy has 0.0 at 2, not NaN");
    assertThat(RECORDED.differences(elsewhere(-2, 0.5f)))
        .containsExactly("a/maps.npy has 2 values, not 3");
    DigestedResults other =
        new DigestedResults(
            "there",
            new TreeMap<>(Map.of("b/maps.npy", "01")),
            new TreeMap<>(Map.of("b/maps.npy", array(1))));
    assertThat(RECORDED.differences(other))
        .containsExactly("a/maps.npy is missing", "b/maps.npy is additional");
    assertThat(RECORDED.comparison(other))
        .isEqualTo(
            "compared 1 arrays, within 2.0E-4 of their largest value, since the record is of"
                + " another platform (here, not there)");
  }

  @Test
  void resultsAreReadAsTheyWereWritten() throws IOException {
    RECORDED.write(folder);
    byte[] archive = Files.readAllBytes(folder.resolve("arrays.zip"));
    DigestedResults read = DigestedResults.read(folder);
    assertThat(read.platform()).isEqualTo("here");
    assertThat(read.digests()).isEqualTo(RECORDED.digests());
    assertThat(read.arrays().get("a/maps.npy")).containsExactly(-2, 0.5f, Float.NaN);
    read.write(folder);
    assertThat(folder.resolve("arrays.zip")).hasBinaryContent(archive);
  }
}
