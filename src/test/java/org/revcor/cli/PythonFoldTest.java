package org.revcor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.revcor.file.Npy;

/** {@code revcor.fold} in Python, with simulated observers of {@code spikes.py}. */
@Tag("full")
final class PythonFoldTest {
  @TempDir private Path folder;

  private void python(String program) throws IOException {
    PythonNetworksTest.python(
        folder, "import numpy as np\nimport revcor\nfrom spikes import *\n" + program);
  }

  /** Frames of neighbouring trials overlap; bursts and drifts make spikes depend on each other. */
  @ParameterizedTest
  @ValueSource(strings = {"", "bursts=0.8", "drift=0.8", "bursts=0.8, drift=0.8"})
  void errorsOfAMovieAreCalibrated(String spikes) throws IOException {
    python(
        """
        z = []
        for seed in range(40):
            movie, spikes, kernel = record(seed, %s)
            maps = revcor.fold(movie, spikes, lags=LAGS)
            z.append((maps.maps[0] - kernel) / maps.errors[0])
        assert_calibrated(z)
        peak = abs(kernel) > 0.5 * abs(kernel).max()
        assert abs(np.array(z)[:, peak].mean(0)).max() < 4 / np.sqrt(40), np.array(z)[:, peak].mean(0)
        assert maps.maps.shape == (1, LAGS, SIDE, SIDE)
        assert maps.reliability[0] > 0.7 and maps.blocks[0] >= 50, maps
        assert np.corrcoef(maps.maps.ravel(), kernel.ravel())[0, 1] ** 2 > 0.7
        """
            .formatted(spikes));
  }

  @Test
  void reliabilityIsTheSquaredCorrelationWithTheTruth() throws IOException {
    python(
        """
        estimates, true = [], []
        for seed in range(40):
            movie, spikes, kernel = record(seed, frames=4_000)
            maps = revcor.fold(movie, spikes, lags=LAGS)
            estimates.append(maps.reliability[0])
            true.append(np.corrcoef(maps.maps.ravel(), kernel.ravel())[0, 1] ** 2)
        assert 0.5 < np.mean(true) < 0.9, np.mean(true)
        assert abs(np.mean(estimates) - np.mean(true)) < 0.03, (np.mean(estimates), np.mean(true))
        """);
  }

  @Test
  void errorsOfParticipantsAreThoseOfTheirPopulation() throws IOException {
    python(
        """
        z = []
        for seed in range(40):
            difference, chosen, participants, right = choices(seed)
            maps = revcor.fold(difference, chosen, participants=participants)
            z.append((maps.maps[1] - right) / maps.errors[1])
        assert_calibrated(z)
        assert maps.channels == ["left", "right"] and len(maps.participants) == 30
        one = maps.participants["p7"]
        alone = revcor.fold(difference[participants == "p7"], chosen[participants == "p7"])
        np.testing.assert_array_equal(one.maps, alone.maps)
        np.testing.assert_array_equal(one.errors, alone.errors)
        assert maps.trials == 6000 and one.trials == 200
        """);
  }

  /** Without lags these are the definitions of the command, so all numbers are. */
  @ParameterizedTest
  @CsvSource({"labels", "probabilities", "activations"})
  void mapsAreThoseOfTheCommand(String kind) throws IOException {
    python(
        """
        random = np.random.default_rng(1)
        images = (2 + random.normal(size=(2_500, 6, 9))).astype(np.float32)
        logits = images.reshape(2_500, -1) @ random.normal(size=(54, 3)) / 4
        probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        given = {"labels": logits.argmax(1), "probabilities": probabilities.astype(np.float32),
                 "activations": logits.astype(np.float32)}["%s"]
        np.save("stimuli.npy", images)
        np.save("responses.npy", given)
        maps = revcor.fold("stimuli.npy", given, kind="%s")
        np.save("maps.npy", maps.maps)
        np.save("errors.npy", maps.errors)
        np.save("reliability.npy", maps.reliability.astype(np.float32))
        """
            .formatted(kind, kind));
    Path out = folder.resolve("out");
    CommandRun.of(
            "fold",
            "--stimuli",
            folder.resolve("stimuli.npy").toString(),
            "--responses",
            folder.resolve("responses.npy").toString(),
            "--kind",
            kind,
            "--out",
            out.toString())
        .exited(0);

    assertThat(array("maps.npy")).containsExactly(array("out/maps.npy"), within(1e-5f));
    assertThat(array("errors.npy")).containsExactly(array("out/errors.npy"), within(1e-5f));
    JsonNode channels =
        new ObjectMapper().readTree(out.resolve("summary.json").toFile()).path("channels");
    float[] reliability = array("reliability.npy");
    assertThat(reliability).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(reliability[i])
          .isCloseTo(channels.path(i).path("reliability").floatValue(), within(1e-4f));
    }
  }

  private float[] array(String name) throws IOException {
    return Npy.floats(Files.readAllBytes(folder.resolve(name)));
  }

  @Test
  void tablesHaveResponsesStimuliAndParticipants() throws IOException {
    python(
        """
        import pandas
        random = np.random.default_rng(1)
        images = random.normal(size=(300, 4, 4))
        order = random.permutation(300)
        rated = images[order, 1, 1] + random.normal(size=300)
        who = np.repeat(["a", "b"], 150)
        table = pandas.DataFrame({"participant": who, "stimulus": order, "response": rated})
        table.loc[[3, 200], "response"] = np.nan
        table.to_csv("ratings.csv")
        kept = np.delete(np.arange(300), [3, 200])
        expected = revcor.fold(images[order[kept]], rated[kept], participants=who[kept])
        for given in (table, "ratings.csv", dict(table)):
            maps = revcor.fold(images, given)
            np.testing.assert_allclose(maps.maps, expected.maps, rtol=1e-5, atol=1e-6)
            assert list(maps.participants) == ["a", "b"] and maps.trials == 296, maps
        assert abs(maps.maps[0, 1, 1] - 1) < 4 * maps.participants["a"].errors[0, 1, 1]

        yes = revcor.fold(images, images[:, 0, 0] > 0)
        assert yes.channels == ["False", "True"] and yes.maps[1, 0, 0] > 0.5, yes.channels
        """);
  }

  @Test
  void choicesOfTheGuide() throws IOException {
    python(
        """
        import pandas
        random = np.random.default_rng(1)
        noise = random.normal(size=(1_200, SIDE, SIDE))
        np.save("noise.npy", noise)
        left, right = random.permutation(1_200).reshape(2, -1)
        evidence = (noise[right] - noise[left])[:, 2, 3] + random.normal(size=600)
        pandas.DataFrame({
            "participant": np.repeat(list("abcdef"), 100), "task": "choice", "left": left, "right": right,
            "response": np.where(evidence > 0, "j", "f")}).to_csv("data.csv", index=False)
        with open("data.csv", "a") as file:
            file.write("a,instructions,,,\\nb,choice,1,2,\\n")
        """
            + section("A person")
            + """
        assert maps.trials == 600 and maps.channels == ["left", "right"], maps
        assert np.unravel_index(maps.maps[1].argmax(), (SIDE, SIDE)) == (2, 3) and maps.z[1, 2, 3] > 5
        """);
  }

  @Test
  void sessionOfTheGuide() throws IOException {
    python(
        """
        from datetime import datetime, timezone
        from pynwb import NWBHDF5IO, NWBFile
        from pynwb.image import OpticalSeries
        movie, spikes, kernel = record(1)
        times = 0.5 + np.arange(len(movie)) / 60
        file = NWBFile("simulated", "1", datetime(2026, 1, 1, tzinfo=timezone.utc))
        file.add_stimulus(OpticalSeries(
            name="noise", data=movie.astype("f4"), timestamps=times, distance=1.0,
            field_of_view=[1.0, 1.0], orientation="up", unit="contrast"))
        for unit in (spikes, np.roll(spikes, 500)):
            file.add_unit(spike_times=np.repeat(times + 0.004, unit))
        with NWBHDF5IO("session.nwb", "w") as io:
            io.write(file)
        """
            + section("A neuron")
            + """
        assert maps.maps.shape == (2, 8, SIDE, SIDE), maps.maps.shape
        kernel = np.concatenate([kernel, np.zeros((8 - LAGS, SIDE, SIDE))])
        assert 0.9 < ((maps.maps[0] - kernel) / maps.errors[0]).std() < 1.1
        assert maps.reliability[0] > 0.8 and maps.reliability[1] < 0.2, maps.reliability
        """);
  }

  private static String section(String heading) throws IOException {
    return Files.readString(Path.of("docs/guide/black-boxes.md"))
        .split("\n### " + heading + "\n", -1)[1]
        .split("```", -1)[1]
        .replaceFirst("^python", "");
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    python(
        """
        images = np.random.default_rng(1).normal(size=(100, 4, 4))
        spikes = np.arange(100) % 3
        wrong = spikes.astype(float)
        wrong[7] = np.nan
        for message, call in {
            "there are 99 responses to 100 stimuli; the numbers must be equal": lambda: revcor.fold(images, spikes[1:]),
            "the response of trial 7 is not finite": lambda: revcor.fold(images, wrong),
            "row 7 has no response; with lags each frame needs one":
                lambda: revcor.fold(images, {"response": wrong}, lags=2),
            "lags is 0; it must be at least 1": lambda: revcor.fold(images, spikes, lags=0),
            "block_size is 7; it must be even, from 2 to 100 trials": lambda: revcor.fold(images, spikes, block_size=7),
            "there are 1 trials with all their frames; at least 2 are needed":
                lambda: revcor.fold(images, spikes, lags=100),
            "the table has the columns answer; it needs response": lambda: revcor.fold(images, {"answer": spikes}),
            "kind is 'spikes'; it must be one of labels, probabilities, activations":
                lambda: revcor.fold(images, spikes, kind="spikes"),
            "stimuli must be finite, and not all equal": lambda: revcor.fold(0 * images, spikes),
        }.items():
            try:
                call()
            except ValueError as e:
                assert str(e) == message, e
            else:
                raise AssertionError(message)
        """);
  }
}
