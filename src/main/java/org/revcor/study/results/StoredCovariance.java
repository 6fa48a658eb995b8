package org.revcor.study.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.revcor.estimate.covariance.BayesianCovariance;
import org.revcor.file.Npy;
import org.revcor.schema.Json;

/**
 * The second moments in the folder of an ended study with covariance.
 *
 * @param shape planes, rows and columns of a map
 */
record StoredCovariance(List<Integer> shape, List<Channel> channels) {

  /**
   * A channel.
   *
   * @param problem why it has no second moments; empty if it has
   */
  record Channel(
      String name, String problem, BayesianCovariance.Half a, BayesianCovariance.Half b) {

    float[] covariance() {
      double share = a.trials() / (a.trials() + b.trials());
      float[] both = new float[a.covariance().length];
      for (int i = 0; i < both.length; i++) {
        both[i] = (float) (share * a.covariance()[i] + (1 - share) * b.covariance()[i]);
      }
      return both;
    }
  }

  /**
   * Reads the second moments of a study.
   *
   * @throws org.revcor.InvalidInputException if it has none
   */
  static StoredCovariance of(EndedStudy study) {
    List<Integer> shape = study.view().setup().shape();
    int values = shape.stream().reduce(1, Math::multiplyExact);
    try {
      ResultFiles files = study.directory().results();
      JsonNode table = Json.MAPPER.readTree(files.read(Artefact.STC));
      float[] covariance = Npy.floats(files.read(Artefact.STC_COVARIANCE));
      float[] averages = Npy.floats(files.read(Artefact.STC_AVERAGES));
      int count = table.path("channels").size();
      if (covariance.length != 2 * count * values * values
          || averages.length != 2 * count * values) {
        throw new IOException("its size differs from the record");
      }
      List<Channel> channels = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        JsonNode channel = table.path("channels").path(i);
        channels.add(
            new Channel(
                channel.path("name").asText(),
                channel.path("problem").asText(),
                half(covariance, averages, 2 * i, values, channel),
                half(covariance, averages, 2 * i + 1, values, channel)));
      }
      return new StoredCovariance(shape, channels);
    } catch (IOException | IllegalArgumentException e) {
      throw study.unusable(
          e instanceof NoSuchFileException
              ? "holds no covariance"
              : "its covariance cannot be read: " + e.getMessage(),
          "a study with covariance { }, for --bayesian and --nmf");
    }
  }

  /**
   * Returns the moments of one half. Values that never change get mean 0, variance 1 and no
   * covariance.
   */
  private static BayesianCovariance.Half half(
      float[] covariance, float[] averages, int index, int values, JsonNode channel) {
    float[] average = new float[values];
    float[] products = new float[values * values];
    for (int i = 0; i < values; i++) {
      average[i] = finiteOr(averages[index * values + i], 0);
      for (int j = 0; j < values; j++) {
        products[i * values + j] =
            finiteOr(covariance[(index * values + i) * values + j], i == j ? 1 : 0);
      }
    }
    return new BayesianCovariance.Half(
        products, average, channel.path("nEffOfHalves").path(index % 2).asDouble());
  }

  private static float finiteOr(float value, float otherwise) {
    return Float.isFinite(value) ? value : otherwise;
  }
}
