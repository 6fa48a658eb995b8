package org.revcor.reproduction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.revcor.InvalidInputException;
import org.revcor.WholeFile;
import org.revcor.analysis.AnalysisStoppedException;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.dataset.Poisoning;
import org.revcor.experiment.AnalysisProgress;
import org.revcor.experiment.AnalysisContext;
import org.revcor.experiment.TrainingSets;
import org.revcor.lane.LaneSettings;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.CatalogueEntry;
import org.revcor.observer.training.Card;
import org.revcor.observer.training.Recipe;
import org.revcor.observer.training.Training;
import org.revcor.observer.training.TrainingOptions;
import org.revcor.observer.training.TrainingState;
import org.revcor.record.EndReason;
import org.revcor.specification.StudyFile;
import org.revcor.specification.StudySpecification;
import org.revcor.stimulus.Bases;
import org.revcor.stimulus.BasisEntry;
import org.revcor.stimulus.FitOptions;
import org.revcor.stimulus.GaborFit;
import org.revcor.stimulus.ImageSample;
import org.revcor.study.EndedStudy;
import org.revcor.study.HeadlessStudy;
import org.revcor.study.RunDirectory;
import org.revcor.study.StudyView;

/** What items work with: studies and trainings that are kept, and a laboratory. */
public final class ReproductionContext {
  private static final long LOOK_MILLIS = 500;

  private final Path folder;
  private final boolean quick;
  private final ImageNet imageNet;
  private final AnalysisContext laboratory;
  private final AnalysisProgress course;
  private final LaneSettings lanes;
  private final Duration checkpointInterval;
  private final ReproductionListener watch;

  /**
   * @param folder where studies and trained networks are kept
   * @param quick whether all counts are to be small
   * @param imageNet what Table 1 is made of
   * @param course the laboratory's
   */
  ReproductionContext(
      Path folder,
      boolean quick,
      ImageNet imageNet,
      AnalysisContext laboratory,
      AnalysisProgress course,
      LaneSettings lanes,
      Duration checkpointInterval,
      ReproductionListener watch) {
    this.folder = folder;
    this.quick = quick;
    this.imageNet = imageNet;
    this.laboratory = laboratory;
    this.course = course;
    this.lanes = lanes;
    this.checkpointInterval = checkpointInterval;
    this.watch = watch;
  }

  /** Observers, images, threads. */
  public AnalysisContext laboratory() {
    return laboratory;
  }

  /** A count: as it shall be, or small. */
  public int count(int full, int small) {
    return quick ? small : full;
  }

  /** What Table 1 is made of. */
  public ImageNet imageNet() {
    return imageNet;
  }

  /** Whether all counts are small. */
  public boolean isQuick() {
    return quick;
  }

  /** Says what part of the item begins. */
  public void part(String words) {
    watch.part(words);
  }

  /**
   * A study, run to its end or taken as it is kept: one that is complete is taken whichever version
   * of Revcor ran it, as its record states.
   *
   * @param name of its folder; one name, one specification
   * @param hocon the study file, which is kept beside its results
   */
  public EndedStudy study(String name, String hocon) {
    Path studies = folder.resolve(quick ? "quick" : "full");
    Path file = studies.resolve(name + ".conf");
    try {
      Files.createDirectories(studies);
      WholeFile.write(file, hocon.getBytes(StandardCharsets.UTF_8));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    Path results = studies.resolve(name);
    StudySpecification asked = StudyFile.read(file);
    watch.part("study " + name);
    if (!isWhole(results, asked)) {
      run(name, asked, results);
    }
    return EndedStudy.in(name, results);
  }

  private boolean isWhole(Path results, StudySpecification asked) {
    return new RunDirectory(results)
        .record()
        .filter(study -> study.end() != null && study.end().complete() && study.problem() == null)
        .filter(study -> study.state().ended())
        .filter(study -> StudyFile.of(study.specification()).equals(asked))
        .filter(study -> study.observer().digest().equals(digest(asked)))
        .isPresent();
  }

  private String digest(StudySpecification asked) {
    return laboratory.materials().observers().resolve(asked.observer()).description().digest();
  }

  private void run(String name, StudySpecification asked, Path results) {
    try (HeadlessStudy study =
        HeadlessStudy.start(asked, laboratory.materials(), results, lanes, checkpointInterval)) {
      CompletableFuture<StudyView> end = study.end().toCompletableFuture();
      while (!end.isDone()) {
        if (course.stopped()) {
          study.stop();
        }
        wait(end);
        watch.study(study.now().toCompletableFuture().join());
      }
      StudyView last = end.join();
      if (last.problem() != null) {
        throw new IllegalStateException("study %s failed: %s".formatted(name, last.problem()));
      }
      if (last.end() == EndReason.STOPPED) {
        throw new AnalysisStoppedException();
      }
    }
  }

  private static void wait(CompletableFuture<StudyView> end) {
    try {
      end.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException notYet) {
      // looked at again
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AnalysisStoppedException();
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    }
  }

  /**
   * A network, trained or taken as it is kept.
   *
   * @param name what to call it; one name, one training
   * @param epochs passes over the images; 0 for the recipe's own number
   * @throws InvalidInputException if a network of that name was trained otherwise
   */
  public ObserverSource trained(
      String name, String recipe, int epochs, long seed, Optional<Poisoning> backdoor) {
    Path observers = folder.resolve("observers");
    Catalogue kept = new Catalogue(observers);
    TrainingOptions options = options(name, recipe, epochs, seed);
    try {
      Files.createDirectories(observers);
      Optional<TrainingState> from = TrainingState.find(observers, name);
      if (from.isPresent() || !Files.exists(observers.resolve(name + ".json"))) {
        train(options, Recipe.named(recipe), backdoor, observers, from);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    kept.find(name)
        .flatMap(CatalogueEntry::card)
        .ifPresent(card -> requireSame(card, options, recipe, backdoor.isPresent()));
    return kept.named(name);
  }

  private static void requireSame(
      Card card, TrainingOptions options, String recipe, boolean poisoned) {
    boolean same =
        card.recipe().equals(recipe)
            && card.epochs() == options.epochs()
            && card.seed() == options.seed()
            && (card.backdoor() != null) == poisoned;
    if (!same) {
      throw new InvalidInputException(
          "observers/" + options.name(),
          "%s, %d epochs, seed %d%s"
              .formatted(
                  card.recipe(),
                  card.epochs(),
                  card.seed(),
                  card.backdoor() == null ? "" : ", with a backdoor"),
          "%s, %d epochs, seed %d%s; delete it to have it trained anew"
              .formatted(
                  recipe, options.epochs(), options.seed(), poisoned ? ", with a backdoor" : ""));
    }
  }

  /**
   * A Gabor-PCA basis of a data set's training images, fitted or taken as it is there.
   *
   * @param size rows and columns, a multiple of the images' own
   * @return its name
   */
  public String basis(String dataset, int size) {
    Images training = laboratory.training("dataset", dataset);
    ImageSample sample =
        new ImageSample(
            training.name(),
            DataSets.digest(training),
            training.planes(),
            training.height(),
            training.width(),
            training.pixels());
    FitOptions standard = FitOptions.standard(sample);
    int times = size / sample.height();
    FitOptions options =
        new FitOptions(
            times == 1 ? standard.name() : standard.name() + "-" + size,
            standard.components(),
            standard.scales(),
            times);
    Bases bases = laboratory.materials().bases();
    boolean there =
        bases
            .find(options.name())
            .flatMap(BasisEntry::card)
            .filter(card -> card.isOf(sample, options))
            .isPresent();
    if (!there) {
      watch.part("fitting " + options.name());
      try {
        GaborFit.run(sample, options, lanes.cpuLanes(), new CachedFit(course::stopped))
            .orElseThrow(AnalysisStoppedException::new)
            .write(bases.folder());
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
    return options.name();
  }

  private static TrainingOptions options(String name, String recipe, int epochs, long seed) {
    TrainingOptions standard = TrainingOptions.standard(Recipe.named(recipe));
    return new TrainingOptions(
        name,
        epochs == 0 ? standard.epochs() : epochs,
        seed,
        standard.batch(),
        standard.learningRate(),
        standard.threads());
  }

  private void train(
      TrainingOptions options,
      Recipe recipe,
      Optional<Poisoning> backdoor,
      Path observers,
      Optional<TrainingState> from)
      throws IOException {
    watch.part("training " + options.name());
    Training.run(
        recipe,
        TrainingSets.of(recipe, laboratory.materials().datasets(), backdoor),
        options,
        from,
        new CachedTraining(observers, course::stopped, watch));
    if (course.stopped()) {
      throw new AnalysisStoppedException();
    }
    TrainingState.remove(observers, options.name());
  }
}
