package org.revcor.study.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.revcor.file.Digest;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/**
 * One study of a comparison.
 *
 * @param variant the study as JSON without its name and seed; members with equal variants are
 *     repetitions of each other
 * @param folder name of its run directory; depends only on the study, so that it stays the same
 *     when other members are added
 */
public record Member(StudySpecification study, JsonNode variant, String folder) {
  private static final List<String> NOT_IN_VARIANT = List.of("name", "seed");
  private static final int DIGITS = 8;
  private static final int MAX_WORD = 40;

  static Member of(StudySpecification study) {
    JsonNode variant = variant(study);
    String digest = Digest.of(variant.toString().getBytes(StandardCharsets.UTF_8));
    String words =
        Stream.of("stimulus", "readout", "estimator")
            .map(key -> variant.path(key))
            .map(value -> value.isObject() ? value.path("kind").asText() : value.asText())
            .map(Member::slug)
            .collect(Collectors.joining("-"));
    return new Member(
        study,
        variant,
        "%s-%s-seed-%d"
            .formatted(
                words,
                digest.substring(digest.indexOf(':') + 1).substring(0, DIGITS),
                study.seed()));
  }

  static JsonNode variant(StudySpecification study) {
    ObjectNode variant = StudyFile.toJson(study).path("study").deepCopy();
    variant.remove(NOT_IN_VARIANT);
    return variant;
  }

  private static String slug(String word) {
    String plain = word.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return plain.substring(0, Math.min(MAX_WORD, plain.length()));
  }
}
