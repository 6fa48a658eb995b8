package org.revcor.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.commons.io.function.Uncheck;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.AnalysisProgress.AnalysisStoppedException;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.backdoor.TrainingSets;
import org.revcor.analysis.registry.AnalysisRegistry;
import org.revcor.dataset.Images;
import org.revcor.dataset.Poisoning;
import org.revcor.figure.AnalysisResult;
import org.revcor.file.Digest;
import org.revcor.file.Safetensors;
import org.revcor.file.WholeFile;
import org.revcor.inference.LaneSettings;
import org.revcor.observer.FileExtensions;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.training.Recipe;
import org.revcor.observer.training.TrainedObserver;
import org.revcor.observer.training.Training;
import org.revcor.observer.training.TrainingOptions;
import org.revcor.observer.training.TrainingProgress;
import org.revcor.observer.training.TrainingProgress.TrainingListener;
import org.revcor.schema.Json;
import org.revcor.stimulus.Bases;
import org.revcor.stimulus.Bases.BasisEntry;
import org.revcor.stimulus.BasisCard;
import org.revcor.stimulus.FitOptions;
import org.revcor.stimulus.GaborFit;
import org.revcor.study.results.EndReason;
import org.revcor.study.results.EndedStudy;
import org.revcor.study.results.RunDirectory;
import org.revcor.study.results.StudyView;
import org.revcor.study.run.HeadlessStudy;
import org.revcor.study.specification.StudyFile;
import org.revcor.study.specification.StudySpecification;

/**
 * Resources of an item: cached studies and networks, and the context of analyses. Collects the
 * item's outcome.
 */
record ReproductionContext(
    Path folder,
    boolean isQuick,
    Map<String, String> settings,
    ImageNet imageNet,
    AnalysisContext analysisContext,
    LaneSettings lanes,
    Duration checkpointInterval,
    ReproductionListener listener,
    SequencedMap<String, Measure> measured,
    List<AnalysisResult> analysisResults) {
  private static final long POLL_MILLIS = 500;

  /** Returns {@code small} in a quick run, else {@code full}. */
  int count(int full, int small) {
    return isQuick ? small : full;
  }

  /** Returns a setting of the procedure, otherwise the item's own. */
  String setting(String key, String standard) {
    return settings.getOrDefault(key, standard);
  }

  /** Returns words of a setting of the procedure, otherwise the item's own. */
  List<String> settings(String key, List<String> standard) {
    return settings.containsKey(key) ? List.of(setting(key, "").split(",", -1)) : standard;
  }

  /** Returns the network of a recipe that comes with Revcor, or the one that settings name. */
  String network(String recipe) {
    if (!settings.containsKey("seed") || !setting("recipe", recipe).equals(recipe)) {
      return recipe;
    }
    String training = setting("training", "seed");
    String name = "%s-%s-%s".formatted(recipe, training, setting("seed", ""));
    trained(
        name,
        switch (training) {
          case "softmax-twice" -> Recipe.named(recipe).withSoftmaxTwice();
          case "standardised" -> Recipe.named(recipe + "-standardised");
          default -> Recipe.named(recipe);
        },
        Integer.parseInt(setting("epochs", "0")),
        Long.parseLong(setting("seed", "")),
        Optional.empty());
    return name;
  }

  void part(String words) {
    listener.part(words);
  }

  void put(String name, Measure measure) {
    measured.put(name, measure);
  }

  void putAll(Map<String, Measure> measures) {
    measured.putAll(measures);
  }

  /**
   * Runs an analysis and adds its result to the outcome.
   *
   * @param resultName name of the result, unique within the item
   */
  AnalysisResult analyse(String name, String resultName, Map<String, String> arguments) {
    Analysis analysis = AnalysisRegistry.named("analysis", name);
    part("analysis " + resultName);
    AnalysisResult result =
        analysis.run(Arguments.of(analysis, arguments), analysisContext).withName(resultName);
    analysisResults.add(result);
    return result;
  }

  /**
   * Returns a study; runs it unless it is cached. A complete study is reused whichever version of
   * Revcor ran it.
   *
   * @param name name of its folder, unique to its specification
   */
  EndedStudy study(String name, String hocon) {
    Path studies = folder.resolve(isQuick ? "quick" : "full");
    Path file = studies.resolve(name + ".conf");
    Uncheck.run(() -> Files.createDirectories(studies));
    Uncheck.run(() -> WholeFile.write(file, hocon.getBytes(StandardCharsets.UTF_8)));
    Path results = studies.resolve(name);
    StudySpecification requested = StudyFile.read(file);
    listener.part("study " + name);
    if (!isComplete(results, requested)) {
      run(name, requested, results);
    }
    return EndedStudy.in(name, results);
  }

  private AnalysisProgress progress() {
    return analysisContext.threads().progress();
  }

  private boolean isComplete(Path results, StudySpecification requested) {
    return new RunDirectory(results)
        .record()
        .filter(
            study ->
                study.lifecycle().end() != null
                    && study.lifecycle().end().complete()
                    && study.lifecycle().problem() == null)
        .filter(study -> study.lifecycle().state().isEnded())
        .filter(study -> StudyFile.of(study.setup().specification()).equals(requested))
        .filter(study -> study.setup().observer().digest().equals(digest(requested)))
        .isPresent();
  }

  private String digest(StudySpecification requested) {
    return analysisContext
        .materials()
        .observers()
        .resolve(requested.observer())
        .description()
        .digest();
  }

  private void run(String name, StudySpecification requested, Path results) {
    try (HeadlessStudy study =
        HeadlessStudy.start(
            requested, analysisContext.materials(), results, lanes, checkpointInterval)) {
      CompletableFuture<StudyView> end = study.end().toCompletableFuture();
      while (!end.isDone()) {
        if (progress().isStopped()) {
          study.stop();
        }
        wait(end);
        listener.study(study.now().toCompletableFuture().join());
      }
      StudyView last = end.join();
      if (last.lifecycle().problem() != null) {
        throw new IllegalStateException(
            "study %s failed: %s".formatted(name, last.lifecycle().problem()));
      }
      if (last.lifecycle().end() == EndReason.STOPPED) {
        throw new AnalysisStoppedException();
      }
    }
  }

  private static void wait(CompletableFuture<StudyView> end) {
    try {
      end.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException running) {
      // polled again
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AnalysisStoppedException();
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    }
  }

  /**
   * Returns a network; trains it unless it is cached.
   *
   * @param epochs passes over the images; 0 for the recipe's default
   */
  ObserverSource trained(
      String name, String recipe, int epochs, long seed, Optional<Poisoning> backdoor) {
    return trained(name, Recipe.named(recipe), epochs, seed, backdoor);
  }

  private ObserverSource trained(
      String name, Recipe recipe, int epochs, long seed, Optional<Poisoning> backdoor) {
    Path observers = folder.resolve("observers");
    TrainingOptions defaults = TrainingOptions.defaults(recipe);
    TrainingOptions options =
        new TrainingOptions(
            name,
            epochs == 0 ? defaults.epochs() : epochs,
            seed,
            defaults.batch(),
            defaults.learningRate(),
            defaults.threads());
    if (!Files.exists(observers.resolve(name + ".json"))) {
      train(observers, options, recipe, backdoor);
    }
    return new Catalogue(observers).named(name);
  }

  private void train(
      Path observers, TrainingOptions options, Recipe recipe, Optional<Poisoning> backdoor) {
    listener.part("training " + options.name());
    TrainingListener epochs =
        new TrainingListener() {
          @Override
          public void progress(TrainingProgress progress) {
            if (progress instanceof TrainingProgress.EpochEnded ended) {
              listener.part(
                  "epoch %d of %d, %s"
                      .formatted(ended.epoch(), ended.epochs(), ended.trained().quality()));
            }
          }

          @Override
          public boolean stopped() {
            return ReproductionContext.this.progress().isStopped();
          }
        };
    Optional<TrainedObserver> best =
        Training.run(
            recipe,
            TrainingSets.of(recipe, analysisContext.materials().datasets(), backdoor),
            options,
            epochs);
    if (progress().isStopped()) {
      throw new AnalysisStoppedException();
    }
    Uncheck.run(() -> best.orElseThrow().write(observers));
  }

  /**
   * Returns the name of a network that distinguishes two digits; trains it unless it is cached.
   *
   * @param pair the digits, such as {@code 1-7}
   */
  String binaryNetwork(String pair) {
    String recipe = "mnist-binary-" + pair;
    String seed = setting("seed", "1");
    String name = recipe + (isQuick ? "-quick" : seed.equals("1") ? "" : "-seed-" + seed);
    trained(name, recipe, count(0, 1), Long.parseLong(seed), Optional.empty());
    return Uncheck.get(() -> withInputsTimes(setting("inputs-times", ""), name));
  }

  /** Returns a copy of a trained network that multiplies its inputs by a factor; itself if "". */
  private String withInputsTimes(String factor, String network) throws IOException {
    if (factor.isEmpty()) {
      return network;
    }
    Path observers = folder.resolve("observers");
    String copy = "%s-inputs-times-%s".formatted(network, factor);
    Path weights = observers.resolve(network + FileExtensions.WEIGHTS);
    Safetensors.Content content = Safetensors.decode(network, Files.readAllBytes(weights));
    Safetensors.Tensor first = content.tensors().firstEntry().getValue();
    float[] scaled = first.values().clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= Float.parseFloat(factor);
    }
    content
        .tensors()
        .put(
            content.tensors().firstEntry().getKey(), new Safetensors.Tensor(first.shape(), scaled));
    byte[] bytes =
        Safetensors.encode(content.tensors(), Safetensors.Storage.FLOAT32, content.metadata());
    Path card = observers.resolve(network + FileExtensions.CARD);
    ObjectNode changed = (ObjectNode) Json.MAPPER.readTree(Files.readAllBytes(card));
    changed.put("name", copy).put("weights", Digest.of(bytes));
    WholeFile.write(observers.resolve(copy + FileExtensions.WEIGHTS), bytes);
    WholeFile.write(observers.resolve(copy + FileExtensions.CARD), Json.bytes(changed));
    return copy;
  }

  /** Fits a Gabor-PCA basis of a data set's training images, unless it exists. */
  BasisCard basis(String dataset) {
    Images training = analysisContext.training("dataset", dataset);
    FitOptions options = FitOptions.defaults(training);
    Bases bases = analysisContext.materials().bases();
    Supplier<Optional<BasisCard>> found =
        () -> bases.find(options.name()).flatMap(BasisEntry::card);
    if (found.get().filter(card -> card.isOf(training, options)).isEmpty()) {
      listener.part("fitting " + options.name());
      Uncheck.run(
          () ->
              GaborFit.run(training, options, lanes.cpuLanes(), progress()::isStopped)
                  .orElseThrow(AnalysisStoppedException::new)
                  .write(bases.folder()));
    }
    return found.get().orElseThrow();
  }
}
