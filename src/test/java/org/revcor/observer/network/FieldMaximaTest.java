package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

final class FieldMaximaTest {
  @Test
  void findsPositionsAndSignsOfMaxima() {
    FieldMaxima maxima = new FieldMaxima(new Size(1, 2, 8));
    float[] found = new float[4];
    byte[] positions = new byte[4];
    maxima.find(
        1,
        FloatBuffer.wrap(new float[] {4, 1, -5, -2, 0, 1, -1, -1, 2, 3, -3, -4, 2, 3, 0, -0f}),
        FloatBuffer.wrap(found),
        ByteBuffer.wrap(positions));
    assertThat(found).containsExactly(4, 0, 3, 0);
    assertThat(positions)
        .containsExactly(
            FieldMaxima.POSITIVE, (byte) 1, (byte) (FieldMaxima.POSITIVE + 3), (byte) 2);
  }

  @Test
  void leftColumnAndThenUpperRowHavePriorityAmongEqualValues() {
    FieldMaxima maxima = new FieldMaxima(new Size(1, 2, 6));
    byte[] positions = new byte[3];
    maxima.find(
        1,
        FloatBuffer.wrap(new float[] {7, 7, 1, 7, 1, 2, 7, 7, 7, 1, 7, 7}),
        FloatBuffer.allocate(3),
        ByteBuffer.wrap(positions));
    assertThat(positions)
        .containsExactly(
            FieldMaxima.POSITIVE,
            (byte) (FieldMaxima.POSITIVE + 2),
            (byte) (FieldMaxima.POSITIVE + 2));
  }

  @Test
  void dropsIncompleteRowsAndColumnsOfEachStimulus() {
    FieldMaxima maxima = new FieldMaxima(new Size(2, 3, 3));
    float[] inputs = new float[2 * 2 * 3 * 3];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = i + 1;
    }
    float[] found = new float[4];
    maxima.find(2, FloatBuffer.wrap(inputs), FloatBuffer.wrap(found), ByteBuffer.allocate(4));
    assertThat(found).containsExactly(9, 10, 27, 28);
  }
}
