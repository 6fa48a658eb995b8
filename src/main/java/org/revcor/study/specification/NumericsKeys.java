package org.revcor.study.specification;

import com.fasterxml.jackson.databind.node.IntNode;
import java.util.Optional;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Section;
import org.revcor.schema.Type;

/** Keys of {@code study} that set its block size and batch size. */
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

  private static final Key<Optional<Integer>> BATCH_SIZE =
      Key.optional(
          "batch-size",
          Type.integer(1, MAX_BLOCK / 2),
          "chosen by Revcor",
          "Most stimuli that are shown at once.");

  static final Keys<StudySpecification.Numerics> KEYS =
      Keys.ofRecord(StudySpecification.Numerics.class, BLOCK_SIZE, BATCH_SIZE);

  private NumericsKeys() {}

  private static int blockSize(Section section, String key) {
    long size = section.whole(key, 2, MAX_BLOCK);
    if (size % 2 != 0) {
      throw section.wrong(key, "an even number, since a block has two halves");
    }
    return (int) size;
  }
}
