package org.revcor.study.served;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.revcor.observer.ExternalSource;
import org.revcor.observer.Layout;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;
import org.revcor.observer.ServedModel;
import org.revcor.schema.Json;

final class InferenceRequestTest {
  /** One stimulus of two planes, one row and two columns. */
  private static final float[] STIMULUS = {0, .25f, .5f, 1};

  private static InferenceRequest request(
      Scale scale, Layout layout, boolean isDouble, boolean isBinary) {
    ServedModel model =
        new ServedModel(
            "http://h",
            "m",
            Optional.empty(),
            scale,
            layout,
            Optional.empty(),
            Optional.empty(),
            1,
            1,
            1);
    ObserverDescription observer =
        ExternalSource.of(List.of(2, 1, 2), OutputKind.LOGITS, List.of("a"), model).description();
    return InferenceRequest.of(
        model,
        new ModelSignature("x", isDouble, "y", isBinary, "", List.of()),
        observer,
        1,
        STIMULUS);
  }

  private static String json(InferenceRequest request) throws Exception {
    return Json.MAPPER
        .readTree(new String(request.body(), 0, request.jsonBytes(), StandardCharsets.UTF_8))
        .toString();
  }

  @Test
  void numbersAreAFlatListInTheOrderOfTheLayout() throws Exception {
    assertThat(json(request(new Scale.Unit(), Layout.NCHW, false, false)))
        .isEqualTo(
            "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2,1,2],\"data\":[0.0,0.25,0.5,1.0]}],\"outputs\":[{\"name\":\"y\"}]}");
    assertThat(json(request(new Scale.Bytes(), Layout.NHWC, false, false)))
        .contains("\"shape\":[1,1,2,2],\"data\":[0.0,127.5,63.75,255.0]");
    assertThat(
            json(
                request(
                    new Scale.Standard(List.of(.25, .5), List.of(.5, .25)),
                    Layout.FLAT,
                    false,
                    false)))
        .contains("\"shape\":[1,4],\"data\":[-0.5,0.0,0.0,2.0]");
  }

  @Test
  void bytesFollowTheJson() throws Exception {
    InferenceRequest floats = request(new Scale.Unit(), Layout.NCHW, false, true);
    assertThat(json(floats))
        .isEqualTo(
            "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2,1,2],\"parameters\":{\"binary_data_size\":16}}],\"outputs\":[{\"name\":\"y\",\"parameters\":{\"binary_data\":true}}]}");
    ByteBuffer numbers = numbers(floats);
    for (float value : STIMULUS) {
      assertThat(numbers.getFloat()).isEqualTo(value);
    }
    assertThat(numbers.hasRemaining()).isFalse();

    ByteBuffer doubles = numbers(request(new Scale.Unit(), Layout.NCHW, true, true));
    for (float value : STIMULUS) {
      assertThat(doubles.getDouble()).isEqualTo(value);
    }
    assertThat(doubles.hasRemaining()).isFalse();
  }

  @Test
  void doublesAreTheSameNumbersInJsonAsInBytes() throws Exception {
    Scale scale = new Scale.Standard(List.of(.1, .1), List.of(1.0, 1.0));

    assertThat(numbers(request(scale, Layout.NCHW, true, true)).getDouble()).isEqualTo(-.1f);
    assertThat(json(request(scale, Layout.NCHW, true, false)))
        .contains("\"data\":[%s,".formatted((double) -.1f));
  }

  private static ByteBuffer numbers(InferenceRequest request) {
    return ByteBuffer.wrap(
            Arrays.copyOfRange(request.body(), request.jsonBytes(), request.body().length))
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
