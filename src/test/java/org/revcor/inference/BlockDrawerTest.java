package org.revcor.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.stimulus.StimulusSequence;
import org.revcor.stimulus.WhiteNoise;

final class BlockDrawerTest {
  private static final NumericPlan PLAN =
      NumericPlan.of(3, Optional.of(100_000L), Optional.of(10), Platform.ofThisMachine());

  private final BlockDrawer drawer = drawer();

  private static BlockDrawer drawer() {
    return new BlockDrawer(
        new StimulusSequence(new WhiteNoise(new UniformLaw(), 3), false), 7, PLAN);
  }

  @Test
  void returnsABlockThatWasDrawnAheadOnce() {
    drawer.drawAhead(4);
    StimulusBlock ahead = drawer.draw(4);
    StimulusBlock again = drawer.draw(4);

    assertThat(again.memory()).isNotSameAs(ahead.memory());
    assertThat(ahead.rows(0)).isEqualTo(again.rows(0)).isEqualTo(drawer().draw(4).rows(0));
  }

  @Test
  void drawsIntoTheMemoryOfReleasedBlocks() {
    StimulusBlock first = drawer.draw(0);
    ByteBuffer memory = first.memory();
    drawer.release(first);

    StimulusBlock second = drawer.draw(1);
    assertThat(second.memory()).isSameAs(memory);
    assertThat(second.rows(0)).isEqualTo(drawer().draw(1).rows(0));
  }
}
