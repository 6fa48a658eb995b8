package org.revcor.study.served;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
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
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.MAPPER.createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("inputs");
      json.writeStartObject();
      json.writeStringField("name", signature.input());
      json.writeStringField("datatype", signature.isDouble() ? "FP64" : "FP32");
      long[] sizes = model.layout().sizes(trials, image);
      json.writeFieldName("shape");
      json.writeArray(sizes, 0, sizes.length);
      if (signature.isBinary()) {
        parameter(json, "binary_data_size", numbers.length);
      } else {
        json.writeArrayFieldStart("data");
        for (float value : input) {
          if (signature.isDouble()) {
            json.writeNumber((double) value);
          } else {
            json.writeNumber(value);
          }
        }
        json.writeEndArray();
      }
      json.writeEndObject();
      json.writeEndArray();
      json.writeArrayFieldStart("outputs");
      json.writeStartObject();
      json.writeStringField("name", signature.output());
      if (signature.isBinary()) {
        parameter(json, "binary_data", true);
      }
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int jsonBytes = out.size();
    out.writeBytes(numbers);
    return new InferenceRequest(out.toByteArray(), jsonBytes);
  }

  private static void parameter(JsonGenerator json, String name, Object value) throws IOException {
    json.writeObjectFieldStart("parameters");
    json.writeObjectField(name, value);
    json.writeEndObject();
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
