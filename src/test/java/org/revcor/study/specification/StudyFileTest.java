package org.revcor.study.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.InvalidInputException;
import org.revcor.estimate.Estimator;
import org.revcor.estimate.StoppingRule;
import org.revcor.estimate.StoppingRule.TargetCombination;
import org.revcor.observer.ClassReadout;
import org.revcor.observer.Edit;
import org.revcor.observer.Indices;
import org.revcor.observer.Layout;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Readout;
import org.revcor.observer.Scale;
import org.revcor.observer.UnitReadout;
import org.revcor.observer.Units;
import org.revcor.stimulus.Law.BernoulliLaw;
import org.revcor.stimulus.Law.GaussianLaw;
import org.revcor.stimulus.Law.UniformLaw;
import org.revcor.study.specification.ObserverReference.EditReference;
import org.revcor.study.specification.StudySpecification.Conventions;

final class StudyFileTest {
  @TempDir private Path folder;

  private StudySpecification read(String text) throws IOException {
    return StudyFile.read(Files.writeString(folder.resolve("study.conf"), text));
  }

  private static InvalidInputException refusal(String json) {
    return catchThrowableOfType(InvalidInputException.class, () -> StudyFile.parseJson(json));
  }

  @Test
  void studiesOfOneSeedOrOneFileShareStimuli() {
    StudySpecification uniform = withStimulus(1, "{\"law\": \"uniform\"}");
    StudySpecification rare = withStimulus(1, "{\"law\": \"bernoulli\", \"p\": 0.1}");
    StudySpecification other = withStimulus(2, "{\"law\": \"uniform\"}");
    String file = "{\"kind\": \"recorded\", \"file\": \"%s.npy\"}";
    StudySpecification recorded = withStimulus(1, file.formatted("a"));
    StudySpecification again = withStimulus(2, file.formatted("a"));
    StudySpecification others = withStimulus(1, file.formatted("b"));

    assertThat(uniform.sharesStimuliWith(rare)).isTrue();
    assertThat(uniform.sharesStimuliWith(other)).isFalse();
    assertThat(recorded.sharesStimuliWith(again)).isTrue();
    assertThat(recorded.sharesStimuliWith(others)).isFalse();
    assertThat(recorded.sharesStimuliWith(uniform)).isFalse();
    assertThat(uniform.sharesStimuliWith(recorded)).isFalse();
  }

  private static StudySpecification withStimulus(long seed, String stimulus) {
    return StudyFile.parseJson(
        """
        {"seed": %d, "observer": {"model": "mnist-cnn"}, "stimulus": %s,
         "stop": {"max-trials": 1000}}
        """
            .formatted(seed, stimulus));
  }

  @Test
  void read_everything() throws IOException {
    StudySpecification study =
        read(
            """
            study {
              name = "digits"   # a comment
              seed = -42
              observer { file = "/nets/my.pt", input = [1, 28, 28], output = probabilities, classes = ["a", "b"]
                scale { mean = [0.1307], sd = [0.3081] }, layout = nhwc, layers = ["conv1"] }
              stimulus { kind = white-noise, law = gaussian, mean = 0, sd = 1.5 }
              readout.kind = probability
              estimator = average
              conventions = paper
              stop { max-trials = 1e6, reliability = 0.9 }
              block-size = 500
            }
            """);
    assertThat(study)
        .isEqualTo(
            new StudySpecification(
                "digits",
                -42,
                new ObserverReference.FromFile(
                    "/nets/my.pt",
                    Optional.of(List.of(1, 28, 28)),
                    Optional.of(OutputKind.PROBABILITIES),
                    Optional.of(List.of("a", "b")),
                    Optional.of(new Scale.Standard(List.of(0.1307), List.of(0.3081))),
                    Optional.of(Layout.NHWC),
                    Optional.of(List.of("conv1"))),
                new StudySpecification.Stimuli(new WhiteNoiseKind(new GaussianLaw(0, 1.5))),
                ClassReadout.PROBABILITY,
                false,
                new StudySpecification.Estimation(Estimator.AVERAGE, Conventions.PAPER),
                new StoppingRule(Optional.of(1_000_000L), Optional.of(0.9)),
                new StudySpecification.Numerics(Optional.of(500))));
  }

  @Test
  void read_defaults() throws IOException {
    assertThat(read("study { observer { model = mnist-cnn } }"))
        .isEqualTo(
            new StudySpecification(
                "mnist-cnn under uniform white noise",
                1,
                new ObserverReference.Named("mnist-cnn"),
                new StudySpecification.Stimuli(new WhiteNoiseKind(new UniformLaw())),
                ClassReadout.LABEL,
                false,
                new StudySpecification.Estimation(Estimator.AVERAGE, Conventions.DEFAULT),
                StoppingRule.DEFAULT,
                new StudySpecification.Numerics(Optional.empty())));
  }

  @Test
  void parseJson_bareAndWrappedAreTheSame() {
    String bare = "{\"observer\":{\"model\":\"mnist-cnn\"},\"stimulus\":{\"law\":\"bernoulli\"}}";
    StudySpecification study = StudyFile.parseJson(bare);
    assertThat(study.stimuli().kind()).isEqualTo(new WhiteNoiseKind(new BernoulliLaw(0.5)));
    assertThat(StudyFile.parseJson("{\"study\":" + bare + "}")).isEqualTo(study);
  }

  @Test
  void stop_allRulesAtOnce() {
    assertThat(
            StudyFile.parseJson(
                    """
                    {"observer":{"model":"m"}, "stop":{"max-trials":1000000, "reliability":0.95,
                     "precision":0.01, "level":0.1, "quantile":0.9, "require":"any", "time":"1h"}}\
                    """)
                .stop())
        .isEqualTo(
            new StoppingRule(
                Optional.of(1_000_000L),
                Optional.of(0.95),
                Optional.of(0.01),
                0.1,
                0.9,
                TargetCombination.ANY,
                Optional.of(Duration.ofHours(1))));
  }

  @Test
  void stop_ruleNotNamedDoesNotApply() {
    assertThat(
            StudyFile.parseJson("{\"observer\":{\"model\":\"m\"},\"stop\":{\"reliability\":0.5}}")
                .stop())
        .isEqualTo(new StoppingRule(Optional.empty(), Optional.of(0.5)));
    assertThat(
            StudyFile.parseJson("{\"observer\":{\"model\":\"m\"},\"stop\":{\"max-trials\":5000}}")
                .stop())
        .isEqualTo(new StoppingRule(Optional.of(5000L), Optional.empty()));
  }

  @Test
  void gaussian_defaultsOfEachParameter() {
    assertThat(
            StudyFile.parseJson(
                    "{\"observer\":{\"model\":\"m\"},\"stimulus\":{\"law\":\"gaussian\",\"sd\":2}}")
                .stimuli()
                .kind())
        .isEqualTo(new WhiteNoiseKind(new GaussianLaw(0.5, 2)));
  }

  @Test
  void activation_namesUnits() throws IOException {
    assertThat(activation("")).isEqualTo(new UnitReadout("conv1", Units.CENTRES));
    assertThat(activation("units = all, at = everywhere"))
        .isEqualTo(new UnitReadout("conv1", Units.ALL));
    assertThat(activation("units = \"0-9, 12\", crop = false"))
        .isEqualTo(
            new UnitReadout(
                "conv1",
                new Units(Indices.parse("", "0-9,12"), new Units.Position.Centre()),
                false));
    assertThat(activation("units = 3, at = [5, 6]"))
        .isEqualTo(
            new UnitReadout(
                "conv1", new Units(Indices.of(List.of(3)), new Units.Position.At(5, 6))));
    assertThat(activation("units = [3, 0], at = centre"))
        .isEqualTo(
            new UnitReadout(
                "conv1", new Units(Indices.of(List.of(3, 0)), new Units.Position.Centre())));
  }

  @Test
  void activation_namesTheStudyAfterItsLayer() throws IOException {
    assertThat(
            read("study { observer.model = mnist-cnn, readout { kind = activation, layer = conv2 }"
                    + " }")
                .name())
        .isEqualTo("conv2 of mnist-cnn under uniform white noise");
  }

  private Readout activation(String keys) throws IOException {
    return read("study { observer.model = m, readout { kind = activation, layer = conv1, %s } }"
            .formatted(keys))
        .readout();
  }

  @Test
  void edits_ofAllKinds() throws IOException {
    StudySpecification study =
        read(
            """
            study {
              observer {
                model = mnist-cnn
                edits = [
                  { kind = add-bias, layer = conv1, units = "0-1", amount = [0.5, -2] }
                  { kind = add-bias, layer = fc1, amount = 1 }
                  { kind = scale, layer = conv2, units = 3, at = [1, 2], factor = 0 }
                  { kind = inject, layer = logits, values = [1, 2.5], share = 0.25 }
                  { kind = inject, layer = conv2, file = means/conv2.npy }
                ]
              }
            }
            """);
    assertThat(study.name()).isEqualTo("edited mnist-cnn under uniform white noise");
    assertThat(study.observer())
        .isEqualTo(
            new ObserverReference.Edited(
                new ObserverReference.Named("mnist-cnn"),
                List.of(
                    new EditReference.Stated(
                        new Edit.AddBias("conv1", Indices.parse("", "0-1"), new float[] {.5f, -2})),
                    new EditReference.Stated(new Edit.AddBias("fc1", Indices.ALL, new float[] {1})),
                    new EditReference.Stated(
                        new Edit.Scale(
                            "conv2",
                            new Units(Indices.of(List.of(3)), new Units.Position.At(1, 2)),
                            0)),
                    new EditReference.Stated(
                        new Edit.Inject("logits", new float[] {1, 2.5f}, .25f)),
                    new EditReference.InjectFile(
                        "conv2",
                        folder.toAbsolutePath().resolve("means/conv2.npy").toString(),
                        1))));
  }

  @Test
  void edits_noneIsTheObserverItself() throws IOException {
    assertThat(read("study { observer { model = mnist-cnn, edits = [] } }").observer())
        .isEqualTo(new ObserverReference.Named("mnist-cnn"));
  }

  @Test
  void edits_atMostAThousand() throws IOException {
    String edit = "{\"kind\":\"scale\",\"layer\":\"conv1\",\"units\":3,\"factor\":0}";
    String study = "{\"observer\":{\"model\":\"mnist-cnn\",\"edits\":[%s]}}";
    String most = String.join(",", Collections.nCopies(1_000, edit));

    assertThat(StudyFile.parseJson(study.formatted(most)).observer())
        .isInstanceOfSatisfying(
            ObserverReference.Edited.class, edited -> assertThat(edited.edits()).hasSize(1_000));
    assertThat(refusal(study.formatted(most + "," + edit)))
        .hasMessage("study.observer.edits is a list of 1,001; it must be a list of at most 1,000");
  }

  @Test
  void edits_manyValuesBelongIntoAFile() {
    String values = "0,".repeat(4_096) + "0";
    assertThat(
            refusal(
                "{\"observer\":{\"model\":\"m\",\"edits\":[{\"kind\":\"inject\",\"layer\":\"l\",\"values\":[%s]}]}}"
                    .formatted(values)))
        .hasMessage(
            "study.observer.edits[0].values is a list of 4,097; it must be at most 4,096 numbers;"
                + " for more, use file with a NumPy file (.npy)");
  }

  @Test
  void observerFile_isTakenFromTheFolderOfTheStudyFile() throws IOException {
    ObserverReference observer = read("study { observer { file = nets/my.pt } }").observer();
    assertThat(observer)
        .isEqualTo(
            new ObserverReference.FromFile(
                folder.toAbsolutePath().resolve("nets/my.pt").toString(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void observerFile_inJsonStaysAsItIs() {
    ObserverReference observer =
        StudyFile.parseJson("{\"observer\":{\"file\":\"my.pt\"}}").observer();
    assertThat(observer).extracting("file").isEqualTo("my.pt");
  }

  @Test
  void generator_writesRangesAsTheyWereGiven() {
    StudySpecification study =
        StudyFile.parseJson(
            """
            {"observer":{"model":"m"},"stimulus":{"kind":"generator","decoder-file":"d.pt",
             "latent":{"values":3,"law":"uniform","low":-0.1,"high":0.7}}}\
            """);
    assertThat(StudyFile.toJson(study).at("/study/stimulus/latent"))
        .hasToString("{\"values\":3,\"law\":\"uniform\",\"low\":-0.1,\"high\":0.7}");
  }

  @Test
  void generator_refusesAnEmptyRangeWithItsDefault() {
    assertThat(
            refusal(
                """
                {"observer":{"model":"m"},"stimulus":{"kind":"generator","decoder-file":"d.pt",
                 "latent":{"values":3,"law":"uniform","low":5}}}\
                """))
        .hasMessageStartingWith("study.stimulus.latent.high is 1.0; it must be a number");
  }

  @Test
  void seed_keepsAllBits() {
    assertThat(
            StudyFile.parseJson("{\"observer\":{\"model\":\"m\"},\"seed\":9223372036854775807}")
                .seed())
        .isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          "stmulus":{} | study.stmulus is an unknown key; it must be one of name, seed, observer, stimulus, readout, estimator, gradient-channel, conventions, stop, block-size, batch-size, whiten, ridge, symmetry, basis, covariance; did you mean stimulus?
          "stimulus":{"lwa":"gaussian","mean":0} | study.stimulus.lwa is an unknown key; it must be one of kind, law, mean, sd, p, size, antithetic; did you mean law?
          "stimulus":{"lawfulness":1} | study.stimulus.lawfulness is an unknown key; it must be one of kind, law, mean, sd, p, size, antithetic
          "stimulus":{"law":"unifrom"} | study.stimulus.law is unifrom; it must be one of uniform, gaussian, bernoulli; did you mean uniform?
          "stimulus":{"law":5} | study.stimulus.law is 5; it must be a text on one line, not blank
          "stimulus":{"kind":"brown-noise"} | study.stimulus.kind is brown-noise; it must be one of white-noise, pink-noise, signal-in-noise, images, bubbles, gabor-pca, pca-noise, threshold-noise, generator, recorded; did you mean white-noise?
          "stimulus":{"p":0.5} | study.stimulus.p is 0.5; it must be left out, since it belongs to law = bernoulli
          "stimulus":{"law":"bernoulli","sd":1} | study.stimulus.sd is 1; it must be left out, since it belongs to law = gaussian
          "stimulus":{"law":"bernoulli","p":1} | study.stimulus.p is 1; it must be a probability above 0 and below 1 (0.00002 to 0.99998)
          "stimulus":{"law":"gaussian","sd":"1"} | study.stimulus.sd is "1"; it must be a number, without quotes
          "stimulus":{"law":"gaussian","mean":1000,"sd":0.01} | study.stimulus.sd is 0.01; it must be at least 0.100, a ten-thousandth of the mean
          "stimulus":{"kind":"pink-noise","mean":-1000,"sd":0.01} | study.stimulus.sd is 0.01; it must be at least 0.100, a ten-thousandth of the mean
          "stimulus":{"law":"gaussian","sd":0} | study.stimulus.sd is 0; it must be a number in [1e-6, 1e6]
          "stimulus":{"law":"gaussian","mean":1e999} | study.stimulus.mean is "Infinity"; it must be a number in [-1e6, 1e6]
          "stimulus":"white-noise" | study.stimulus is "white-noise"; it must be an object, { ... }
          "seed":"42" | study.seed is "42"; it must be a whole number from -9223372036854775808 to 9223372036854775807, without quotes
          "seed":1.5 | study.seed is 1.5; it must be a whole number from -9223372036854775808 to 9223372036854775807
          "seed":9223372036854775808 | study.seed is 9223372036854775808; it must be a whole number from -9223372036854775808 to 9223372036854775807
          "name":"" | study.name is ""; it must be a text on one line, not blank
          "name":null | study.name is null; it must be a text on one line, not blank
          "name":"a\\nb" | study.name is "a\\nb"; it must be a text on one line, not blank
          "readout":{"kind":"activation"} | study.readout.layer is missing; it must be set, for example layer = conv1
          "readout":{"kind":"activation","layer":3} | study.readout.layer is 3; it must be a text on one line, not blank
          "readout":{"kind":"activation","layer":"conv1","units":"9-0"} | study.readout.units is 9-0; it must be all, or numbers and ranges such as "0-9, 12"
          "readout":{"kind":"activation","layer":"conv1","units":[]} | study.readout.units is []; it must be all, numbers and ranges such as "0-9, 12", or a list such as [0, 9, 12]
          "readout":{"kind":"activation","layer":"conv1","units":[-1]} | study.readout.units is [-1]; it must be all, numbers and ranges such as "0-9, 12", or a list such as [0, 9, 12]
          "readout":{"kind":"activation","layer":"conv1","units":-1} | study.readout.units is -1; it must be a whole number from 0 to 2147483647
          "readout":{"kind":"activation","layer":"conv1","units":true} | study.readout.units is true; it must be all, numbers and ranges such as "0-9, 12", or a list such as [0, 9, 12]
          "readout":{"kind":"activation","layer":"conv1","at":"center"} | study.readout.at is "center"; it must be centre, everywhere or [row, column], from 0; did you mean centre?
          "readout":{"kind":"activation","layer":"conv1","at":[1,2,3]} | study.readout.at is [1,2,3]; it must be centre, everywhere or [row, column], from 0
          "readout":{"kind":"activation","layer":"conv1","at":5} | study.readout.at is 5; it must be centre, everywhere or [row, column], from 0
          "readout":{"kind":"activation","layer":"conv1","crop":"false"} | study.readout.crop is "false"; it must be true or false, without quotes
          "readout":{"kind":"activation","layer":"conv1","unit":3} | study.readout.unit is an unknown key; it must be one of kind, centred, layer, units, at, crop, by-signal; did you mean units?
          "stimulus":{"size":[32]} | study.stimulus.size is [32]; it must be two positive whole numbers, [rows, columns]
          "basis":"mine" | study.basis is "mine"; it must be left out, since it belongs to estimator = regression
          "estimator":"average","symmetry":"mirror" | study.symmetry is "mirror"; it must be left out, since it belongs to estimator = regression
          "readout":{"kind":"label","centred":true} | study.readout.centred is true; it must be left out, since it belongs to kind = probability or kind = logit
          "readout":{"kind":"logits"} | study.readout.kind is logits; it must be one of label, probability, logit, activation; did you mean logit?
          "readout":{"crop":true} | study.readout.crop is true; it must be left out, since it belongs to kind = activation
          "readout":{"units":[1]} | study.readout.units is [1]; it must be left out, since it belongs to kind = activation
          "ridge":0.1 | study.ridge is 0.1; it must be left out, since it belongs to whiten = true or estimator = regression
          "whiten":true,"ridge":-1 | study.ridge is -1; it must be a number from 0 to 1000, relative to the mean variance of the stimuli
          "gradient-channel":"selected" | study.gradient-channel is "selected"; it must be left out, since it belongs to estimator = gradient
          "estimator":"gradient","readout":{"kind":"logit"},"gradient-channel":"selectd" | study.gradient-channel is selectd; it must be one of in-turn, selected; did you mean selected?
          "estimator":"averge" | study.estimator is averge; it must be one of average, gradient, regression; did you mean average?
          "conventions":"Paper" | study.conventions is Paper; it must be one of default, paper, authors; did you mean paper?
          "stop":{} | study.stop is {}; it must be one or more of max-trials, reliability, precision and time; leave stop out for the default
          "stop":{"max-trials":9,"level":0.05} | study.stop.level is 0.05; it must be left out, since it belongs to precision
          "stop":{"max-trials":9,"quantile":0.5} | study.stop.quantile is 0.5; it must be left out, since it belongs to reliability or precision
          "stop":{"precision":9,"require":"any"} | study.stop.require is "any"; it must be left out, since it belongs to reliability together with precision
          "stop":{"precision":0} | study.stop.precision is 0; it must be a number above 0
          "stop":{"precision":1,"level":1} | study.stop.level is 1; it must be a number from 0.000001 to 0.5
          "stop":{"reliability":0.9,"quantile":90} | study.stop.quantile is 90; it must be a number above 0 and at most 1
          "stop":{"reliability":0.9,"precision":1,"require":"both"} | study.stop.require is both; it must be one of all, any
          "stop":{"time":3600} | study.stop.time is 3600; it must be a time from 1s to 365d, such as 90s, 10m or 1h
          "stop":{"time":"3600"} | study.stop.time is "3600"; it must be a time from 1s to 365d, such as 90s, 10m or 1h
          "stop":{"time":"1 fortnight"} | study.stop.time is "1 fortnight"; it must be a time from 1s to 365d, such as 90s, 10m or 1h
          "stop":{"time":"0.5s"} | study.stop.time is "0.5s"; it must be a time from 1s to 365d, such as 90s, 10m or 1h
          "stop":{"maxtrials":5} | study.stop.maxtrials is an unknown key; it must be one of max-trials, reliability, precision, level, quantile, require, time; did you mean max-trials?
          "stop":{"max-trials":1} | study.stop.max-trials is 1; it must be a whole number from 2 to 1000000000000
          "stop":{"max-trials":"1M"} | study.stop.max-trials is "1M"; it must be a whole number from 2 to 1000000000000, without quotes
          "stop":{"reliability":95} | study.stop.reliability is 95; it must be a number above 0 and below 1
          "stop":{"reliability":true} | study.stop.reliability is true; it must be a number
          "block-size":7 | study.block-size is 7; it must be an even number, since a block has two halves
          "batch-size":0 | study.batch-size is 0; it must be a whole number from 1 to 50000
          "batch-size":50001 | study.batch-size is 50001; it must be a whole number from 1 to 50000
          "batch-size":2.5 | study.batch-size is 2.5; it must be a whole number from 1 to 50000
          "batch-size":"250" | study.batch-size is "250"; it must be a whole number from 1 to 50000, without quotes
          "batch-size":"calibrated" | study.batch-size is "calibrated"; it must be a whole number from 1 to 50000, without quotes
          "precision":"float32" | study.precision is an unknown key; it must be one of name, seed, observer, stimulus, readout, estimator, gradient-channel, conventions, stop, block-size, batch-size, whiten, ridge, symmetry, basis, covariance
          "block-size":0 | study.block-size is 0; it must be a whole number from 2 to 100000
          """)
  void refuses(String key, String message) {
    assertThat(refusal("{\"observer\":{\"model\":\"m\"}," + key + "}")).hasMessage(message);
  }

  @Test
  void halfOfACharacter() {
    assertThat(refusal("{\"observer\":{\"model\":\"m\"},\"name\":\"\\ud83d\"}"))
        .hasMessageEndingWith("; it must be a text on one line, not blank");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {} | study.observer is missing; it must be set, for example observer { model = mnist-cnn }
          {"observer":"mnist-cnn"} | study.observer is "mnist-cnn"; it must be an object, { ... }
          {"observer":{}} | study.observer is {}; it must be an object with one of model (a name), file (a TorchScript or ONNX file) or external (outputs from clients)
          {"observer":{"model":"m","file":"f"}} | study.observer is {"model":"m","file":"f"}; it must be an object with one of model (a name), file (a TorchScript or ONNX file) or external (outputs from clients)
          {"observer":{"model":"m","input":[1,2,3]}} | study.observer.input is [1,2,3]; it must be left out, since it belongs to observer.file
          {"observer":{"file":"f","input":[1,28]}} | study.observer.input is [1,28]; it must be three positive whole numbers, [planes, rows, columns], of at most 4,194,304 values together
          {"observer":{"file":"f","input":[1,28,"28"]}} | study.observer.input is [1,28,"28"]; it must be three positive whole numbers, [planes, rows, columns], of at most 4,194,304 values together
          {"observer":{"file":"f","input":[1,28,2147483648]}} | study.observer.input is [1,28,2147483648]; it must be three positive whole numbers, [planes, rows, columns], of at most 4,194,304 values together
          {"observer":{"file":"f","input":[0,28,28]}} | study.observer.input is [0,28,28]; it must be three positive whole numbers, [planes, rows, columns], of at most 4,194,304 values together
          {"observer":{"file":"f","output":"logit"}} | study.observer.output is logit; it must be one of logits, probabilities; did you mean logits?
          {"observer":{"file":"f","classes":["a","a"]}} | study.observer.classes is ["a","a"]; it must be a list of at least two different names
          {"observer":{"file":"f","classes":["a",2]}} | study.observer.classes is ["a",2]; it must be a list of at least two different names
          {"observer":{"file":"f","classes":"ab"}} | study.observer.classes is "ab"; it must be a list of at least two different names
          {"observer":{"file":"f","scale":"byte"}} | study.observer.scale is byte; it must be unit, bytes, imagenet, cifar-10, mnist or { mean = [...], sd = [...] }; did you mean bytes?
          {"observer":{"file":"f","scale":{"mean":[0],"sd":[0]}}} | study.observer.scale.sd is [0]; it must be a list of numbers from 1e-6 to 1e6
          {"observer":{"model":"m","scale":"bytes"}} | study.observer.scale is "bytes"; it must be left out, since it belongs to observer.file
          {"observer":{"file":"f","layers":"conv1"}} | study.observer.layers is "conv1"; it must be a list of different names
          {"observer":{"model":"m","edits":{}}} | study.observer.edits is {}; it must be a list of objects, for example [{ kind = scale, layer = conv1, units = 3, factor = 0 }]
          {"observer":{"model":"m","edits":[3]}} | study.observer.edits[0] is 3; it must be an object, { ... }
          {"observer":{"model":"m","edits":[{"layer":"l"}]}} | study.observer.edits[0].kind is missing; it must be one of add-bias, scale, inject
          {"observer":{"model":"m","edits":[{"kind":"lesion","layer":"l"}]}} | study.observer.edits[0].kind is lesion; it must be one of add-bias, scale, inject
          {"observer":{"model":"m","edits":[{"kind":"scale","factor":1}]}} | study.observer.edits[0].layer is missing; it must be set, for example layer = conv1
          {"observer":{"model":"m","edits":[{"kind":"scale","layer":"l"}]}} | study.observer.edits[0].factor is missing; it must be set, for example factor = 0
          {"observer":{"model":"m","edits":[{"kind":"scale","layer":"l","factor":1},{"kind":"scale","layer":"l","amount":1}]}} | study.observer.edits[1].amount is an unknown key; it must be one of kind, layer, units, at, factor
          {"observer":{"model":"m","edits":[{"kind":"add-bias","layer":"l","amount":[]}]}} | study.observer.edits[0].amount is []; it must be a number, or a list of one number per unit
          {"observer":{"model":"m","edits":[{"kind":"add-bias","layer":"l","amount":"1"}]}} | study.observer.edits[0].amount is "1"; it must be a number, without quotes
          {"observer":{"model":"m","edits":[{"kind":"inject","layer":"l"}]}} | study.observer.edits[0] is {"kind":"inject","layer":"l"}; it must be an object with either values (a list) or file (a NumPy file, .npy)
          {"observer":{"model":"m","edits":[{"kind":"inject","layer":"l","values":["1"]}]}} | study.observer.edits[0].values is ["1"]; it must be a list of numbers
          {"observer":{"model":"m","edit":[]}} | study.observer.edit is an unknown key; it must be one of model, file, input, output, classes, scale, layout, layers, external, edits; did you mean edits?
          {"observer":{"external":{"input":[1,28,28],"output":"logits","classes":0}}} | study.observer.external.classes is 0; it must be a whole number from 1 to 100000
          {"observer":{"external":{"input":[1,28,28],"output":"logits","classes":["a","a"]}}} | study.observer.external.classes is ["a","a"]; it must be a list of different names
          {"observer":{"external":{"input":[1,28,28],"output":"logits","classes":"10"}}} | study.observer.external.classes is "10"; it must be a number from 1 to 100000, or a list of different names
          {"observer":{"external":{"input":[28,28],"output":"logits","classes":10}}} | study.observer.external.input is [28,28]; it must be three positive whole numbers, [planes, rows, columns], of at most 4,194,304 values together
          {"observer":{"external":{"input":[1,65536,65536],"output":"logits","classes":10}}} | study.observer.external.input is [1,65536,65536]; it must be three positive whole numbers, [planes, rows, columns], of at most 4,194,304 values together
          {"observer":{"external":{"input":[1,28,28],"output":"images","classes":10}}} | study.observer.external.output is images; it must be one of logits, probabilities, labels
          {"observer":{"external":{"input":[1,28,28],"output":"logits"}}} | study.observer.external.classes is missing; it must be set, for example classes = 10
          {"observer":{"external":{"input":[1,28,28],"output":"logits","classes":10},"input":[1,2,3]}} | study.observer.input is [1,2,3]; it must be left out, since it belongs to observer.file
          {"observer":{"file":"a\\u0000b"}} | study.observer.file is "a\\u0000b"; it must be a text on one line, not blank
          {"study":{"observer":{"model":"m"}},"study2":1} | study2 is an unknown key; it must be study; did you mean study?
          {"study":5} | study is 5; it must be an object, { ... }
          [1] | body is [1]; it must be a JSON object, {"study": {...}}
          """)
  void parseJson_refuses(String json, String message) {
    assertThat(refusal(json)).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"observer": | 1, column 13
          hello | 1, column 1
          {"a":1,"a":2} | 1, column 11
          {} {} | 1, column 4
          {"seed":NaN} | 1, column 12
          {observer:{model:"m"}} | 1, column 2
          include "/etc/hostname" | 1, column 1
          {"name": ${HOME}} | 1, column 10
          """)
  void parseJson_notJson(String json, String place) {
    InvalidInputException refusal = refusal(json);
    assertThat(refusal.field()).isEqualTo("body");
    assertThat(refusal.value()).contains("JSON").endsWith(" at line " + place);
    assertThat(refusal.expected()).isEqualTo("a JSON object, {\"study\": {...}}");
  }

  @Test
  void parseJson_nestedWithoutEnd() {
    assertThat(refusal("[".repeat(100_000)).value()).startsWith("not JSON");
  }

  @Test
  void parseJson_empty() {
    assertThat(refusal(""))
        .hasMessage("body is missing; it must be a JSON object, {\"study\": {...}}");
  }

  @Test
  void refusal_tellsFieldValueAndExpectation() {
    InvalidInputException refusal =
        refusal("{\"observer\":{\"model\":\"m\"},\"stimulus\":{\"law\":\"unifrom\"}}");
    assertThat(refusal.field()).isEqualTo("study.stimulus.law");
    assertThat(refusal.value()).isEqualTo("unifrom");
    assertThat(refusal.expected())
        .isEqualTo("one of uniform, gaussian, bernoulli; did you mean uniform?");
  }

  @Test
  void refusal_showsLongValuesInPart() {
    InvalidInputException refusal =
        refusal("{\"observer\":{\"model\":\"m\"},\"seed\":\"" + "x".repeat(500) + "\"}");
    assertThat(refusal.value()).hasSize(83).endsWith("x...");
  }
}
