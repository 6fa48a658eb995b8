package org.revcor.study.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import org.revcor.observer.Precision;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Section;
import org.revcor.schema.Type;
import org.revcor.study.specification.StudySpecification.BatchSize;

/** Keys of {@code study} that set its block size, batch size and precision. */
final class NumericsKeys {
  private static final int MAX_BLOCK = 100_000;

  private static final Key<Optional<Integer>> BLOCK_SIZE =
      Key.optional(
          "block-size",
          new Type<>(
              "an even number from 2 to " + MAX_BLOCK,
              Type.named("integer")
                  .put("minimum", 2)
                  .put("maximum", MAX_BLOCK)
                  .put("multipleOf", 2),
              NumericsKeys::blockSize,
              IntNode::valueOf),
          "chosen by Revcor",
          "Trials of a block.");

  private static final Key<BatchSize> BATCH_SIZE =
      Key.withDefault(
              "batch-size",
              new Type<>(
                  "a whole number from 1 to %d, or %s"
                      .formatted(MAX_BLOCK / 2, BatchSize.Calibrated.WORD),
                  Type.either(
                      Type.named("integer").put("minimum", 1).put("maximum", MAX_BLOCK / 2),
                      Type.named("string").put("const", BatchSize.Calibrated.WORD)),
                  NumericsKeys::batchSize,
                  NumericsKeys::batchSize),
              BatchSize.DEFAULT,
              "Most stimuli that are shown at once.")
          .unwrittenIf(BatchSize.DEFAULT);

  private static final Key<Precision> PRECISION =
      Key.withDefault(
              "precision",
              Type.word(Precision.values()),
              Precision.FLOAT32,
              "Number format in which the observer computes.")
          .unwrittenIf(Precision.FLOAT32);

  static final Keys<StudySpecification.Numerics> KEYS =
      Keys.all(
          NumericsKeys::numerics,
          BLOCK_SIZE.of(StudySpecification.Numerics::blockSize),
          BATCH_SIZE.of(StudySpecification.Numerics::batchSize),
          PRECISION.of(StudySpecification.Numerics::precision));

  private NumericsKeys() {}

  private static StudySpecification.Numerics numerics(Section section) {
    return new StudySpecification.Numerics(
        BLOCK_SIZE.read(section), BATCH_SIZE.read(section), PRECISION.read(section));
  }

  private static int blockSize(Section section, String key) {
    long size = section.whole(key, 2, MAX_BLOCK);
    if (size % 2 != 0) {
      throw section.wrong(key, "an even number, since a block has two halves");
    }
    return (int) size;
  }

  private static BatchSize batchSize(Section section, String key) {
    JsonNode given = section.fields().path(key);
    if (given.isTextual() && given.textValue().equals(BatchSize.Calibrated.WORD)) {
      return BatchSize.CALIBRATED;
    }
    if (given.canConvertToExactIntegral()
        && given.canConvertToInt()
        && given.intValue() >= 1
        && given.intValue() <= MAX_BLOCK / 2) {
      return new BatchSize.AtMost(given.intValue());
    }
    throw section.wrong(
        key,
        "a whole number from 1 to %d, or %s".formatted(MAX_BLOCK / 2, BatchSize.Calibrated.WORD));
  }

  private static JsonNode batchSize(BatchSize size) {
    return switch (size) {
      case BatchSize.Default standard -> TextNode.valueOf("chosen by Revcor");
      case BatchSize.Calibrated calibrated -> TextNode.valueOf(BatchSize.Calibrated.WORD);
      case BatchSize.AtMost(int trials) -> IntNode.valueOf(trials);
    };
  }
}
