package org.revcor.stimulus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.revcor.stimulus.Law.BernoulliLaw;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Law.UniformLaw;

/**
 * Stimuli are part of a study's plan: the same seed and block must give the same bytes on every
 * machine and Java version. If a golden value changes here, change {@link
 * StimulusSequence#GENERATOR}.
 */
final class WhiteNoiseTest {
  private static final Law UNIFORM = new UniformLaw();
  private static final Law GAUSSIAN = GaussianLaw.DEFAULT;
  private static final Law BERNOULLI = new BernoulliLaw(0.3);

  @Test
  void generatorIsNamed() {
    assertThat(StimulusSequence.GENERATOR).isEqualTo("L64X128MixRandom/sha256/1");
  }

  @Test
  void goldenBytesOfUniformNoise() {
    assertThat(firstValues(UNIFORM, 42, 0))
        .containsExactly(
            0.38130188f, 0.10569763f, 0.9248352f, 0.6127167f, 0.67544556f, 0.6729126f, 0.69885254f);
    assertThat(firstValues(UNIFORM, -1, 999_999))
        .containsExactly(
            0.52589417f,
            0.066482544f,
            0.22802734f,
            0.59625244f,
            0.33917236f,
            0.17868042f,
            0.9245758f);
    assertThat(digest(UNIFORM, 42, 0))
        .isEqualTo("6f56d5d8fd62add72c8aa5f19660a89f0606e997b41ec394ac0fbf912a32dedc");
    assertThat(digest(UNIFORM, 42, 1))
        .isEqualTo("78352582bb47af387b674a6ef7f76a0b3d9318b63b1b7f4e58cefe8137b3160d");
    assertThat(digest(UNIFORM, -1, 999_999))
        .isEqualTo("83e992d12602478c47dff07b4efbf914e4876a22d1fecdb215b4f1ad9a920dbb");
  }

  @Test
  void goldenBytesOfGaussianNoise() {
    assertThat(firstValues(GAUSSIAN, 42, 0))
        .containsExactly(
            0.69010055f,
            0.39470193f,
            -0.076200455f,
            0.17493126f,
            -0.012162698f,
            0.3228701f,
            0.63148195f);
    assertThat(firstValues(GAUSSIAN, -1, 999_999))
        .containsExactly(
            0.14775282f, 1.0101737f, 0.39802563f, -0.13273488f, 0.36854944f, 0.2724167f, 1.034202f);
    assertThat(digest(GAUSSIAN, 42, 0))
        .isEqualTo("8b0f7673206f2a3f50247606c5639c814d4720f47a463e9fd56918e43494fcf5");
    assertThat(digest(GAUSSIAN, 42, 1))
        .isEqualTo("16c659b255825f49c2e161ad31a7b9d30faf350046c5fbee06f8c330b807ffdb");
    assertThat(digest(GAUSSIAN, -1, 999_999))
        .isEqualTo("0cf2f3b91249341628ab23e6f746520266f3106a924dc1b974de1db4bc8f71c4");
  }

  @Test
  void goldenBytesOfBernoulliNoise() {
    assertThat(firstValues(BERNOULLI, 42, 0))
        .containsExactly(0.0f, 1.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f);
    assertThat(firstValues(BERNOULLI, -1, 999_999))
        .containsExactly(0.0f, 1.0f, 1.0f, 0.0f, 0.0f, 1.0f, 0.0f);
    assertThat(digest(BERNOULLI, 42, 0))
        .isEqualTo("a5f804f40a5f35711d9e138ee3dde58f2772bb0729eada1647762cd0411090bf");
    assertThat(digest(BERNOULLI, 42, 1))
        .isEqualTo("4509b71cbd91847a9fca3c407df8df174b815c3faba94bcf6162fd68d47fe69b");
    assertThat(digest(BERNOULLI, -1, 999_999))
        .isEqualTo("2f4adb57b8a6fa9a271e8b1ef2f80f4caf0690d81dad042c090e7b7c1a2df67a");
  }

  @Test
  void blocksDoNotDependOnTheOrderInWhichTheyAreDrawn() {
    String[] forwards = new String[4];
    for (int block = 0; block < 4; block++) {
      forwards[block] = digest(GAUSSIAN, 7, block);
    }
    for (int block = 3; block >= 0; block--) {
      assertThat(digest(GAUSSIAN, 7, block)).isEqualTo(forwards[block]);
    }
  }

  @Test
  void stimuliDifferBetweenSeedsAndBlocks() {
    List<String> digests = new ArrayList<>();
    long[] numbers = {0, 1, 2, -1, 1L << 32, Long.MIN_VALUE, Long.MAX_VALUE};
    for (long seed : numbers) {
      for (long block : numbers) {
        digests.add(digest(UNIFORM, seed, block));
      }
    }
    assertThat(digests).doesNotHaveDuplicates();
  }

  @Test
  void trialsAreDistinctAndInOrder() {
    List<Integer> order = new ArrayList<>();
    List<String> trials = new ArrayList<>();
    sequence(UNIFORM, 16)
        .draw(
            1,
            2,
            100,
            (trial, values) -> {
              order.add(trial);
              trials.add(Arrays.toString(values));
            });
    assertThat(order).hasSize(100).isSorted().startsWith(0).endsWith(99).doesNotHaveDuplicates();
    assertThat(trials).doesNotHaveDuplicates();
  }

  @Test
  void shorterBlockIsTheBeginningOfALongerOne() {
    float[] longer = block(GAUSSIAN, 3, 5, 10, 9);
    assertThat(Arrays.copyOf(longer, 6 * 9)).isEqualTo(block(GAUSSIAN, 3, 5, 6, 9));
  }

  /** The first five values of the first trial and the first two of the second. */
  private static float[] firstValues(Law noise, long seed, long block) {
    float[] trials = block(noise, seed, block, 2, 785);
    float[] first = Arrays.copyOf(trials, 7);
    System.arraycopy(trials, 785, first, 5, 2);
    return first;
  }

  /** SHA-256 of a block of 20 stimuli of 785 values, which four does not divide, big-endian. */
  private static String digest(Law noise, long seed, long block) {
    float[] values = block(noise, seed, block, 20, 785);
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static float[] block(Law noise, long seed, long block, int trials, int values) {
    float[] all = new float[trials * values];
    sequence(noise, values)
        .draw(
            seed,
            block,
            trials,
            (trial, drawn) -> System.arraycopy(drawn, 0, all, trial * values, values));
    return all;
  }

  private static StimulusSequence sequence(Law law, int values) {
    return new StimulusSequence(new WhiteNoise(law, values), false);
  }
}
