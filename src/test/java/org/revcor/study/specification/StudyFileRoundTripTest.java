package org.revcor.study.specification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.revcor.InvalidInputException;
import org.revcor.schema.Json;
import org.revcor.schema.Section;

/** Studies are read as they were written: one for every value of every key, and any numbers. */
final class StudyFileRoundTripTest {
  private static final Config RUNS =
      ConfigFactory.parseResources("org/revcor/cli/digests/runs.conf").resolve();

  /** The recorded runs, which have all kinds, laws, readouts, estimators and edits. */
  static Stream<String> recorded() {
    return RUNS.getObject("studies").entrySet().stream()
        .map(study -> study.getValue().render(ConfigRenderOptions.concise()));
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void studiesAreReadAsTheyWereWritten(String study) throws IOException {
    assertRoundTrip(StudyFile.parseJson(study));
  }

  @Property(seed = "1", tries = 300)
  void numbersAndTextsAreReadAsTheyWereWritten(
      @ForAll String text,
      @ForAll long seed,
      @ForAll @DoubleRange(min = -1000, max = 1000) double mean,
      @ForAll @DoubleRange(min = 1, max = 1e6) double sd,
      @ForAll @DoubleRange(min = 0, minIncluded = false, max = 1, maxIncluded = false)
          double reliability)
      throws IOException {
    String name = "a" + text.replaceAll("\\p{Cntrl}", "");
    ObjectNode study = Json.MAPPER.createObjectNode().put("name", name).put("seed", seed);
    study.putObject("observer").put("model", "m");
    study.putObject("stimulus").put("law", "gaussian").put("mean", mean).put("sd", sd);
    study.putObject("stop").put("reliability", reliability);
    StudySpecification read;
    try {
      read = StudyFile.parseJson(study.toString());
    } catch (InvalidInputException outOfRange) {
      assertThat(outOfRange.getMessage()).isNotBlank();
      return;
    }
    assertThat(read.seed()).isEqualTo(seed);
    assertRoundTrip(read);
  }

  private static void assertRoundTrip(StudySpecification study) throws IOException {
    String json = StudyFile.toJson(study).toString();
    assertSame(StudyFile.parseJson(json), study);
    assertThat(StudyFile.toJson(StudyFile.parseJson(json)).toString()).isEqualTo(json);
    Path file = Files.createTempFile("study", ".conf");
    try {
      Files.writeString(file, StudyFile.toHocon(study));
      assertSame(
          StudyKeys.ALL.readObject(new Section("study", HoconFile.read(file).path("study"))),
          study);
    } finally {
      Files.delete(file);
    }
  }

  private static void assertSame(StudySpecification read, StudySpecification written) {
    assertThat(read).usingRecursiveComparison().withStrictTypeChecking().isEqualTo(written);
  }

  @Property(seed = "3", tries = 500)
  void anyText_givesASpecificationOrARefusal(@ForAll String text) {
    try {
      assertThat(StudyFile.parseJson("{\"observer\":{\"model\":\"m\"},\"name\":" + text + "}"))
          .isNotNull();
    } catch (InvalidInputException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }
}
