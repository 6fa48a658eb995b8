package org.revcor.study.served;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.revcor.observer.Layout;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.Scale;
import org.revcor.observer.ServedModel;
import org.revcor.schema.Json;

/**
 * A request for the outputs of some stimuli.
 *
 * @param body JSON, followed by the numbers if they are sent as bytes
 * @param jsonBytes length of the JSON
 */
record InferenceRequest(byte[] body, int jsonBytes) {
  /**
   * Creates a request.
   *
   * @param stimuli trials x C x H x W, in [0, 1]
   */
  static InferenceRequest of(
      ServedModel model,
      ModelSignature signature,
      ObserverDescription observer,
      int trials,
      float[] stimuli) {
    float[] input = input(model, observer, trials, stimuli);
    List<Integer> image = List.of(observer.planes(), observer.height(), observer.width());
    byte[] numbers = signature.isBinary() ? bytes(input, signature.isDouble()) : new byte[0];
    ObjectNode json = Json.MAPPER.createObjectNode();
    ObjectNode sent = json.putArray("inputs").addObject();
    sent.put("name", signature.input());
    sent.put("datatype", signature.isDouble() ? "FP64" : "FP32");
    sent.putPOJO("shape", model.layout().sizes(trials, image));
    ObjectNode requested = json.putArray("outputs").addObject().put("name", signature.output());
    if (signature.isBinary()) {
      sent.putObject("parameters").put("binary_data_size", numbers.length);
      requested.putObject("parameters").put("binary_data", true);
    } else {
      sent.putPOJO("data", signature.isDouble() ? doubles(input) : input);
    }
    byte[] text = Json.bytes(json);
    byte[] body = Arrays.copyOf(text, text.length + numbers.length);
    System.arraycopy(numbers, 0, body, text.length, numbers.length);
    return new InferenceRequest(body, text.length);
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static byte[] bytes(float[] values, boolean isDouble) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * (isDouble ? Double.BYTES : Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      if (isDouble) {
        bytes.putDouble(value);
      } else {
        bytes.putFloat(value);
      }
    }
    return bytes.array();
  }

  /** Returns the stimuli scaled, in the order of the model's layout. */
  private static float[] input(
      ServedModel model, ObserverDescription observer, int trials, float[] stimuli) {
    int planes = observer.planes();
    int pixels = observer.height() * observer.width();
    boolean planesLast = model.layout() == Layout.NHWC;
    float[] input = new float[stimuli.length];
    for (int trial = 0; trial < trials; trial++) {
      int start = trial * planes * pixels;
      for (int plane = 0; plane < planes; plane++) {
        for (int pixel = 0; pixel < pixels; pixel++) {
          int from = start + plane * pixels + pixel;
          int to = planesLast ? start + pixel * planes + plane : from;
          input[to] = scaled(model.scale(), stimuli[from], plane);
        }
      }
    }
    return input;
  }

  private static float scaled(Scale scale, float value, int plane) {
    return switch (scale) {
      case Scale.Unit unit -> value;
      case Scale.Bytes bytes -> 255 * value;
      case Scale.Standard(List<Double> mean, List<Double> sd) ->
          (value - mean.get(plane).floatValue()) / sd.get(plane).floatValue();
    };
  }
}
