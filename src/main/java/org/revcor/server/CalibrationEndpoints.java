package org.revcor.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.ToDoubleFunction;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.revcor.inference.calibration.Calibration;
import org.revcor.inference.calibration.Calibrations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Endpoint of the calibrations: the best batch sizes and numbers of lanes. The metrics report the
 * usable ones, updated at the start and with each request.
 */
final class CalibrationEndpoints {
  private static final Logger LOG = LoggerFactory.getLogger(CalibrationEndpoints.class);

  private final Calibrations calibrations;
  private final Executor readers;
  private final MultiGauge batchSizes;
  private final MultiGauge lanes;
  private final MultiGauge speeds;

  /**
   * @param readers executor for file access
   */
  CalibrationEndpoints(Calibrations calibrations, MeterRegistry registry, Executor readers) {
    this.calibrations = calibrations;
    this.readers = readers;
    batchSizes = MultiGauge.builder("revcor.calibration.batch.size").register(registry);
    lanes = MultiGauge.builder("revcor.calibration.lanes").register(registry);
    speeds = MultiGauge.builder("revcor.calibration.trials.per.second").register(registry);
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/api/v1/calibrations", this::list));
  }

  /** Reads the calibrations for the metrics and logs them. */
  void start() {
    for (Calibrations.Stored stored : read()) {
      Calibration calibration = stored.calibration();
      stored
          .unusable()
          .ifPresentOrElse(
              problem ->
                  LOG.info(
                      "the calibration of {} of {} is not used: {}",
                      calibration.observer(),
                      calibration.made(),
                      problem),
              () ->
                  LOG.info(
                      "calibration of {} of {}: batches of {} on {} lanes, {} trials/s",
                      calibration.observer(),
                      calibration.made(),
                      calibration.batchSize(),
                      calibration.lanes(),
                      Math.round(calibration.trialsPerSecond())));
    }
  }

  private CompletionStage<HttpResponse> list(Request request) {
    return CompletableFuture.supplyAsync(
        () ->
            HttpResponses.json(
                200,
                Map.of("calibrations", read().stream().map(CalibrationEndpoints::json).toList())),
        readers);
  }

  /** Returns a calibration, with why it is not used on this machine; null if it is. */
  private static ObjectNode json(Calibrations.Stored stored) {
    ObjectNode json = (ObjectNode) JsonBody.tree(stored.calibration());
    return json.put("problem", stored.unusable().orElse(null));
  }

  private List<Calibrations.Stored> read() {
    List<Calibrations.Stored> stored = calibrations.all();
    List<Calibration> usable =
        stored.stream()
            .filter(each -> each.unusable().isEmpty())
            .map(Calibrations.Stored::calibration)
            .toList();
    register(batchSizes, usable, Calibration::batchSize);
    register(lanes, usable, Calibration::lanes);
    register(speeds, usable, Calibration::trialsPerSecond);
    return stored;
  }

  private static void register(
      MultiGauge gauge, List<Calibration> usable, ToDoubleFunction<Calibration> value) {
    gauge.register(
        usable.stream()
            .<MultiGauge.Row<?>>map(
                each ->
                    MultiGauge.Row.of(
                        Tags.of("observer", each.observer(), "digest", shortened(each.digest())),
                        value.applyAsDouble(each)))
            .toList(),
        true);
  }

  /** Returns the first 12 digits; distinguishes networks with the same name. */
  private static String shortened(String digest) {
    int digits = digest.indexOf(':') + 1;
    return digest.substring(digits, Math.min(digest.length(), digits + 12));
  }
}
