package org.revcor.study.specification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.StoppingRule;
import org.revcor.estimate.StoppingRule.TargetCombination;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Edit;
import org.revcor.observer.Indices;
import org.revcor.observer.Layout;
import org.revcor.observer.ObserverDescription.StimulusSize;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Readout;
import org.revcor.observer.Scale;
import org.revcor.observer.UnitReadout;
import org.revcor.observer.Units;
import org.revcor.schema.Json;
import org.revcor.schema.Section;
import org.revcor.stimulus.LatentLaw;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.Law.BernoulliLaw;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.stimulus.SignalInNoise.Gamma;
import org.revcor.study.specification.MapDependence.AveragedSpace;
import org.revcor.study.specification.ObserverReference.EditReference;
import org.revcor.study.specification.StudySpecification.Conventions;
import org.revcor.study.specification.StudySpecification.CovarianceSpecification;
import org.revcor.study.specification.StudySpecification.RegressionSpecification;

final class StudyFileRoundTripTest {

  @Property(seed = "1", tries = 500)
  void parseJson_undoesToJson(@ForAll("specifications") StudySpecification specification)
      throws JsonProcessingException {
    String json = StudyFile.toJson(specification).toString();
    assertThat(StudyFile.parseJson(json)).isEqualTo(specification);
    assertThat(StudyFile.toJson(StudyFile.parseJson(json)).toString()).isEqualTo(json);
    assertThat(Json.MAPPER.readTree(json)).isEqualTo(StudyFile.toJson(specification));
  }

  @Property(seed = "2", tries = 500)
  void toHocon_isReadAsTheSameStudy(@ForAll("specifications") StudySpecification specification)
      throws IOException {
    Path file = Files.createTempFile("study", ".conf");
    try {
      Files.writeString(file, StudyFile.toHocon(specification));
      assertThat(StudyKeys.ALL.readObject(new Section("study", HoconFile.read(file).path("study"))))
          .isEqualTo(specification);
    } finally {
      Files.delete(file);
    }
  }

  @Property(seed = "3", tries = 500)
  void anyText_givesASpecificationOrARefusal(@ForAll String text) {
    try {
      assertThat(StudyFile.parseJson("{\"observer\":{\"model\":\"m\"},\"name\":" + text + "}"))
          .isNotNull();
    } catch (org.revcor.InvalidInputException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<StudySpecification> specifications() {
    return Combinators.combine(
            names(300),
            Arbitraries.longs(),
            variants(),
            stimuli(),
            readouts(),
            Arbitraries.of(Conventions.values()),
            stops(),
            blockSizes())
        .as(
            (name, seed, observer, stimulus, readout, conventions, stop, blockSize) ->
                new StudySpecification(
                    name,
                    seed,
                    observer,
                    new StudySpecification.Stimuli(
                        stimulus,
                        stop.precision().isPresent()
                            ? Optional.of(new StimulusSize(7, 9))
                            : Optional.empty(),
                        stop.maxTrials().isPresent()),
                    readout,
                    stop.reliability().isPresent(),
                    new StudySpecification.Estimation(Estimator.AVERAGE, conventions),
                    stop,
                    new StudySpecification.Numerics(blockSize)))
        .flatMap(
            specification ->
                covariances()
                    .optional()
                    .map(
                        axes ->
                            axes.map(each -> withCovariance(specification, each))
                                .orElse(specification)))
        .flatMap(
            specification ->
                regressions()
                    .optional()
                    .map(
                        each ->
                            each.map(options -> withRegression(specification, options))
                                .orElse(specification)))
        .flatMap(
            specification ->
                numerics()
                    .map(numbers -> with(specification, specification.estimation(), numbers)));
  }

  private static StudySpecification withCovariance(
      StudySpecification study, CovarianceSpecification axes) {
    StudySpecification.Estimation maps = study.estimation();
    return with(
        study,
        new StudySpecification.Estimation(
            maps.estimator(),
            maps.gradientChannel(),
            maps.conventions(),
            Optional.of(axes),
            maps.ridge(),
            maps.regression()));
  }

  private static StudySpecification withRegression(
      StudySpecification study, RegressionSpecification options) {
    return with(
        study,
        new StudySpecification.Estimation(
            Estimator.REGRESSION,
            Optional.empty(),
            study.estimation().conventions(),
            study.estimation().covariance(),
            Optional.empty(),
            Optional.of(options)));
  }

  private static StudySpecification with(
      StudySpecification study, StudySpecification.Estimation maps) {
    return with(study, maps, study.numerics());
  }

  private static StudySpecification with(
      StudySpecification study,
      StudySpecification.Estimation maps,
      StudySpecification.Numerics numbers) {
    return new StudySpecification(
        study.name(),
        study.seed(),
        study.observer(),
        study.stimuli(),
        study.readout(),
        study.bySignal(),
        maps,
        study.stop(),
        numbers);
  }

  private static Arbitrary<StudySpecification.Numerics> numerics() {
    return Combinators.combine(blockSizes(), Arbitraries.integers().between(1, 50_000).optional())
        .as(StudySpecification.Numerics::new);
  }

  private static Arbitrary<RegressionSpecification> regressions() {
    return Combinators.combine(
            Arbitraries.doubles().between(0, 1_000).ofScale(6),
            Arbitraries.of(true, false),
            Arbitraries.of("gabor-mnist", "mine").optional())
        .as(RegressionSpecification::new);
  }

  private static Arbitrary<CovarianceSpecification> covariances() {
    return Combinators.combine(
            names(20).list().ofMaxSize(3).uniqueElements(),
            Arbitraries.doubles().between(0.0001, 0.5).ofScale(12),
            Arbitraries.integers().between(0, 999))
        .as(CovarianceSpecification::new);
  }

  private static Arbitrary<String> names(int longest) {
    return Arbitraries.strings()
        .excludeChars('\0')
        .ofMinLength(1)
        .ofMaxLength(longest)
        .filter(text -> !text.isBlank() && text.codePoints().noneMatch(Character::isISOControl));
  }

  private static Arbitrary<Readout> readouts() {
    Arbitrary<Readout> ofUnits =
        Combinators.combine(names(20), units(), Arbitraries.of(true, false)).as(UnitReadout::new);
    return Arbitraries.oneOf(Arbitraries.of(ClassReadout.values()), ofUnits);
  }

  private static Arbitrary<Units> units() {
    Arbitrary<Integer> places = Arbitraries.integers().between(0, 100);
    Arbitrary<Units.Position> place =
        Arbitraries.oneOf(
            Arbitraries.of(new Units.Position.Centre(), new Units.Position.Everywhere()),
            Combinators.combine(places, places).as(Units.Position.At::new));
    return Combinators.combine(maps(), place).as(Units::new);
  }

  private static Arbitrary<Indices> maps() {
    Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 999_999_999);
    return Combinators.combine(numbers, numbers)
        .as((a, b) -> new Indices.Range(Math.min(a, b), Math.max(a, b)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .optional()
        .map(Indices::new);
  }

  private static Arbitrary<ObserverReference> variants() {
    return Combinators.combine(observers(), edits().list().ofMaxSize(3))
        .as(
            (original, edits) ->
                edits.isEmpty() ? original : new ObserverReference.Edited(original, edits));
  }

  private static Arbitrary<EditReference> edits() {
    Arbitrary<Float> numbers = Arbitraries.floats();
    Arbitrary<float[]> lists = numbers.array(float[].class).ofMinSize(1).ofMaxSize(4);
    return Arbitraries.oneOf(
        Combinators.combine(names(20), maps(), lists)
            .as(
                (layer, maps, list) ->
                    new EditReference.Stated(new Edit.AddBias(layer, maps, list))),
        Combinators.combine(names(20), units(), numbers)
            .as((layer, units, by) -> new EditReference.Stated(new Edit.Scale(layer, units, by))),
        Combinators.combine(names(20), lists, numbers)
            .as(
                (layer, list, share) ->
                    new EditReference.Stated(new Edit.Inject(layer, list, share))),
        Combinators.combine(names(20), Arbitraries.strings().alpha().ofMinLength(1), numbers)
            .as((layer, file, share) -> new EditReference.InjectFile(layer, file + ".npy", share)));
  }

  private static Arbitrary<ObserverReference> observers() {
    Arbitrary<ObserverReference> named = names(40).map(ObserverReference.Named::new);
    Arbitrary<ObserverReference> fromFile =
        Combinators.combine(
                Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(20),
                Arbitraries.integers().between(1, 160).list().ofSize(3).optional(),
                Arbitraries.of(OutputKind.OF_FILES).optional(),
                names(10).list().ofMinSize(2).ofMaxSize(5).uniqueElements().optional(),
                scales().optional(),
                Arbitraries.of(Layout.class).optional(),
                names(10).list().ofMaxSize(3).uniqueElements().optional())
            .as(StudyFileRoundTripTest::fromFile);
    return Arbitraries.oneOf(named, fromFile);
  }

  private static ObserverReference fromFile(
      String file,
      Optional<List<Integer>> input,
      Optional<OutputKind> output,
      Optional<List<String>> classes,
      Optional<Scale> scale,
      Optional<Layout> layout,
      Optional<List<String>> layers) {
    return new ObserverReference.FromFile(
        file + ".pt", input, output, classes, scale, layout, layers);
  }

  private static Arbitrary<Scale> scales() {
    Arbitrary<List<Double>> means =
        Arbitraries.doubles().between(-1e6, 1e6).ofScale(15).list().ofMaxSize(4);
    Arbitrary<List<Double>> deviations =
        Arbitraries.doubles().between(1e-6, 1e6).ofScale(15).list().ofMaxSize(4);
    return Arbitraries.oneOf(
        Arbitraries.of(new Scale.Unit(), new Scale.Bytes()),
        Combinators.combine(means, deviations).as(Scale.Standard::new));
  }

  private static Arbitrary<Law> laws() {
    Arbitrary<Double> means = Arbitraries.doubles().between(-1e6, 1e6).ofScale(15);
    Arbitrary<Double> deviations = Arbitraries.doubles().between(1e-6, 1e6).ofScale(15);
    Arbitrary<Double> probabilities = Arbitraries.doubles().between(0.0001, 0.9999).ofScale(15);
    return Arbitraries.oneOf(
        Arbitraries.just(new UniformLaw()),
        Combinators.combine(means, deviations)
            .as((mean, sd) -> new GaussianLaw(mean, Math.max(sd, 0.001 * Math.abs(mean)))),
        probabilities.map(BernoulliLaw::new));
  }

  private static Arbitrary<StimulusKind> stimuli() {
    Arbitrary<Double> shares = Arbitraries.doubles().between(0, 1).ofScale(12);
    Arbitrary<ImageSelection> images =
        Combinators.combine(
                Arbitraries.of("mnist", "cifar-10"),
                Arbitraries.of(ImageSelection.Part.values()),
                Arbitraries.of("a", "b", "7").list().uniqueElements())
            .as(ImageSelection::new);
    Arbitrary<Gamma> gammas =
        Arbitraries.oneOf(
            shares.list().ofMinSize(1).ofMaxSize(4).map(Gamma.InTurn::new),
            shares.map(share -> new Gamma.Uniform(share / 2, share)));
    Arbitrary<BubblesKind.Carrier> carriers =
        Arbitraries.oneOf(
            images.map(BubblesKind.Carrier.OfImages::new),
            laws().map(BubblesKind.Carrier.OfNoise::new));
    Arbitrary<GeneratorKind.Decoder> decoders =
        Arbitraries.of(
            new GeneratorKind.Decoder.OfAutoEncoder("mnist-vae"),
            new GeneratorKind.Decoder.OfFile("d.pt", new LatentLaw.Normal(9, 1.5)));
    return Arbitraries.oneOf(
        laws().map(WhiteNoiseKind::new),
        Combinators.combine(images, gammas, laws()).as(SignalInNoiseKind::new),
        images.map(of -> new ImagesKind(of, Optional.empty())),
        Combinators.combine(images, shares)
            .as((of, sd) -> new ImagesKind(of, Optional.of(sd + 0.1))),
        Combinators.combine(
                carriers,
                Arbitraries.integers().between(1, 1_000),
                Arbitraries.doubles().between(0.5, 20).ofScale(3).list().ofMinSize(1).ofMaxSize(3),
                shares)
            .as(BubblesKind::new),
        Combinators.combine(
                Arbitraries.of("gabor-mnist", "mine"),
                Arbitraries.of(Conventions.values()),
                Arbitraries.of(AveragedSpace.values()))
            .as(GaborPcaKind::new),
        Combinators.combine(
                Arbitraries.of("cifar-10", "mine"),
                Arbitraries.integers().between(1, 4_096),
                Arbitraries.doubles().between(0.01, 10).ofScale(6))
            .as(PcaNoiseKind::new),
        Combinators.combine(
                decoders, Arbitraries.of(true, false), Arbitraries.of(AveragedSpace.values()))
            .as(GeneratorKind::new));
  }

  private static Arbitrary<StoppingRule> stops() {
    Arbitrary<Optional<Long>> trials =
        Arbitraries.longs().between(2, 1_000_000_000_000L).optional();
    Arbitrary<Optional<Double>> targets =
        Arbitraries.doubles().between(0.0001, 0.9999).ofScale(15).optional();
    Arbitrary<Double> levels = Arbitraries.doubles().between(0.000_001, 0.5).ofScale(9);
    Arbitrary<Double> quantiles = Arbitraries.doubles().between(0.001, 1).ofScale(9);
    Arbitrary<Optional<Duration>> times =
        Arbitraries.longs().between(1_000, 31_536_000_000L).map(Duration::ofMillis).optional();
    return Combinators.combine(
            trials,
            targets,
            targets,
            levels,
            quantiles,
            Arbitraries.of(TargetCombination.values()),
            times)
        .filter(
            (most, reliability, precision, level, quantile, require, time) ->
                most.isPresent()
                    || reliability.isPresent()
                    || precision.isPresent()
                    || time.isPresent())
        .as(
            (most, reliability, precision, level, quantile, require, time) ->
                new StoppingRule(
                    most.map(Optional::of).orElseGet(Optional::empty),
                    optional(reliability),
                    optional(precision),
                    precision.isPresent() ? level : StoppingRule.DEFAULT_LEVEL,
                    reliability.isPresent() || precision.isPresent() ? quantile : 1,
                    reliability.isPresent() && precision.isPresent()
                        ? require
                        : TargetCombination.ALL,
                    time));
  }

  private static Optional<Double> optional(Optional<Double> value) {
    return value.map(Optional::of).orElseGet(Optional::empty);
  }

  private static Arbitrary<Optional<Integer>> blockSizes() {
    return Arbitraries.integers()
        .between(1, 50_000)
        .optional()
        .map(half -> half.map(h -> Optional.of(2 * h)).orElseGet(Optional::empty));
  }
}
