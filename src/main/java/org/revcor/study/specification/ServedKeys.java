package org.revcor.study.specification;

import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.revcor.observer.Layout;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;
import org.revcor.observer.ServedModel;
import org.revcor.schema.Group;
import org.revcor.schema.Key;
import org.revcor.schema.Keys;
import org.revcor.schema.Section;
import org.revcor.schema.Type;

/** Keys of {@code study.observer.served}. */
final class ServedKeys {
  private static final String ADDRESS =
      "an address with http or https, a host and any port from 1 to 65535, without user, query and"
          + " fragment";

  private static final int MAX_BATCH = 4096;
  private static final int MAX_PARALLEL = 64;
  private static final int MAX_PORT = 65535;

  private static final Key<String> URL =
      Key.required(
          "url",
          new Type<>(ADDRESS, Type.named("string"), ServedKeys::address, TextNode::valueOf),
          "\"http://127.0.0.1:8000\"",
          "Address of the server, without /v2. The settings must allow its host.");

  private static final Key<String> MODEL =
      Key.required("model", Type.TEXT, "mnist", "Name of the model on the server.");

  private static final Key<Optional<String>> VERSION =
      Key.optional(
          "version", Type.TEXT, "the one that the server chooses", "Version of the model.");

  private static final Key<OutputKind> OUTPUT =
      Key.required(
          "output",
          Type.word(OutputKind.OF_CLIENTS.toArray(OutputKind[]::new)),
          "probabilities",
          "What the model returns for each stimulus.");

  private static final Key<Scale> SCALE =
      Key.withDefault(
          "scale",
          ObserverKeys.SCALE_TYPE,
          new Scale.Unit(),
          "What the model is given of a stimulus in [0, 1].");

  private static final Key<Layout> LAYOUT =
      Key.withDefault(
          "layout",
          Type.word(Layout.values()),
          Layout.NCHW,
          "Order of the values of the model's input.");

  private static final Key<Optional<String>> INPUT_TENSOR =
      Key.optional("input-tensor", Type.TEXT, "the only input", "Name of the model's input.");

  private static final Key<Optional<String>> OUTPUT_TENSOR =
      Key.optional("output-tensor", Type.TEXT, "the only output", "Name of the model's output.");

  private static final Key<Long> BATCH =
      Key.withDefault(
          "batch", Type.whole(1, MAX_BATCH), 32L, "Maximum number of stimuli per request.");

  private static final Key<Long> PARALLEL =
      Key.withDefault(
          "parallel", Type.whole(1, MAX_PARALLEL), 2L, "Maximum number of requests at a time.");

  private static final Key<Long> MAX_QUERIES =
      Key.withDefault(
          "max-queries",
          Type.whole(1, 1_000_000_000_000L),
          1_000_000L,
          "Maximum number of stimuli that a run of the study sends, with those of logged blocks.");

  private static final Keys<ServedModel> SERVED_MODEL =
      Keys.all(
          section ->
              new ServedModel(
                  URL.read(section),
                  MODEL.read(section),
                  VERSION.read(section),
                  SCALE.read(section),
                  LAYOUT.read(section),
                  INPUT_TENSOR.read(section),
                  OUTPUT_TENSOR.read(section),
                  BATCH.read(section).intValue(),
                  PARALLEL.read(section).intValue(),
                  MAX_QUERIES.read(section)),
          URL.of(ServedModel::url),
          MODEL.of(ServedModel::name),
          VERSION.of(ServedModel::version),
          SCALE.of(ServedModel::scale),
          LAYOUT.of(ServedModel::layout),
          INPUT_TENSOR.of(ServedModel::inputTensor),
          OUTPUT_TENSOR.of(ServedModel::outputTensor),
          BATCH.of(model -> (long) model.batch()),
          PARALLEL.of(model -> (long) model.parallel()),
          MAX_QUERIES.of(ServedModel::maxQueries));

  static final Group<ObserverReference.Served> GROUP =
      new Group<>(
          "served",
          Keys.all(
              section ->
                  new ObserverReference.Served(
                      SERVED_MODEL.read(section),
                      ObserverKeys.EXTERNAL_INPUT.read(section),
                      OUTPUT.read(section),
                      ObserverKeys.EXTERNAL_CLASSES.read(section)),
              SERVED_MODEL.of(ObserverReference.Served::model),
              ObserverKeys.EXTERNAL_INPUT.of(ObserverReference.Served::input),
              OUTPUT.of(ObserverReference.Served::output),
              ObserverKeys.EXTERNAL_CLASSES.of(ObserverReference.Served::classes)),
          true,
          "A model that a server of the Open Inference Protocol runs.");

  private ServedKeys() {}

  private static String address(Section section, String key) {
    String text = section.text(key);
    try {
      URI url = new URI(text);
      boolean isWeb = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (!isWeb
          || url.getHost() == null
          || url.getPort() == 0
          || url.getPort() > MAX_PORT
          || url.getRawUserInfo() != null
          || url.getRawQuery() != null
          || url.getRawFragment() != null
          || !url.equals(url.normalize())) {
        throw section.wrong(key, ADDRESS);
      }
      int path = (text + "/").indexOf("/v2/");
      if (path >= 0) {
        throw section.wrong(key, "the address before /v2: " + text.substring(0, path));
      }
      return text.replaceFirst("/+$", "");
    } catch (URISyntaxException notAnAddress) {
      throw section.wrong(key, ADDRESS);
    }
  }
}
