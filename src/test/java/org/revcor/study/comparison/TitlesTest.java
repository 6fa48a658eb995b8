package org.revcor.study.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.revcor.study.specification.StudyFile;

final class TitlesTest {
  private static List<String> titles(String... studies) {
    List<JsonNode> variants =
        Arrays.stream(studies)
            .map(
                study ->
                    Member.variant(
                        StudyFile.parseJson("{\"observer\":{\"model\":\"m\"}" + study + "}")))
            .toList();
    return variants.stream().map(Members.titles(variants)::get).toList();
  }

  @Test
  void titlesNameTheDifferences() {
    assertThat(
            titles(
                ",\"readout\":{\"kind\":\"logit\"}",
                ",\"readout\":{\"kind\":\"label\"}",
                ",\"readout\":{\"kind\":\"label\"},\"stimulus\":{\"kind\":\"gabor-pca\",\"basis\":\"b\"}"))
        .containsExactly("white-noise, logit", "white-noise, label", "gabor-pca, label");
  }

  @Test
  void titlesNameKeysThatDifferWithinAKind() {
    assertThat(
            titles(
                ",\"stimulus\":{\"law\":\"gaussian\"}",
                ",\"stimulus\":{\"law\":\"uniform\"}",
                ",\"stimulus\":{\"kind\":\"bubbles\"}",
                ",\"stimulus\":{\"kind\":\"bubbles\"},\"block-size\":100"))
        .containsExactly(
            "white-noise law gaussian mean 0.5 sd 0.2887",
            "white-noise law uniform",
            "bubbles",
            "bubbles, block-size 100");
  }

  @Test
  void singleStudyIsNamedByItsKinds() {
    assertThat(titles("")).containsExactly("m, white-noise, label, average");
  }

  @Test
  void titlesIgnoreSeedsAndNames() {
    assertThat(titles(",\"seed\":1", ",\"seed\":2,\"name\":\"a\""))
        .containsOnly("m, white-noise, label, average");
  }
}
