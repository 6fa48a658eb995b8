package org.revcor.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.revcor.ObserverFailedException;
import org.revcor.observer.file.NetworkFile;
import org.revcor.observer.file.TorchScriptNetworks;

final class TopAccuracyTest {
  /** Images of 4 x 4 with one label; the first {@code white} pixels are white. */
  private record Images(int label, int... white) implements TopAccuracy.Labelled {
    @Override
    public int size() {
      return white.length;
    }

    @Override
    public int label(int index) {
      return label;
    }

    @Override
    public byte[] read(int index) {
      byte[] pixels = new byte[16];
      Arrays.fill(pixels, 0, white[index], (byte) 255);
      return pixels;
    }
  }

  /** The output of {@code one-logit.pt} is the number of white pixels minus 8. */
  @Test
  void classOfASingleLogitIsItsSignAndZeroIsTheFirstClass() {
    assertThat(accuracy("one-logit", new Scale.Unit(), new Images(0, 0, 7, 8, 9)))
        .isEqualTo(new TopAccuracy(4, 3, 4));
    assertThat(accuracy("one-logit", new Scale.Unit(), new Images(1, 0, 7, 8, 9)))
        .isEqualTo(new TopAccuracy(4, 1, 4));
  }

  /** {@code linear.pt} returns 0, 1, 2 for a black image and 7.5 three times for a white one. */
  @Test
  void lowestClassRanksFirstAmongEqualOutputs() {
    assertThat(accuracy("linear", new Scale.Unit(), new Images(0, 0, 16)).first()).isEqualTo(1);
    assertThat(accuracy("linear", new Scale.Unit(), new Images(2, 0, 16)).first()).isEqualTo(1);
  }

  @Test
  void reportsProgressAfterEveryBatch() {
    List<TopAccuracy> reports = new ArrayList<>();
    try (Observer observer = load("linear", new Scale.Unit())) {
      TopAccuracy all =
          TopAccuracy.of(observer, new Images(2, new int[600]), Device.cpu(), reports::add);
      assertThat(all).isEqualTo(new TopAccuracy(600, 600, 600));
    }
    assertThat(reports).extracting(TopAccuracy::images).containsExactly(250, 500, 600);
  }

  /**
   * {@code not-finite.pt} returns NaN for values above 2, which the probe's noise never reaches.
   */
  @Test
  void failsForOutputsThatAreNotFinite() {
    Scale scale = new Scale.Standard(List.of(-1.00001), List.of(1.0));
    assertThat(accuracy("not-finite", scale, new Images(0, 0)).first()).isEqualTo(1);
    assertThatThrownBy(() -> accuracy("not-finite", scale, new Images(0, 0, 1)))
        .isInstanceOf(ObserverFailedException.class)
        .hasMessage("observer not-finite.pt returned NaN; its outputs must be finite numbers");
  }

  private static TopAccuracy accuracy(String network, Scale scale, Images images) {
    try (Observer observer = load(network, scale)) {
      return TopAccuracy.of(observer, images, Device.cpu(), soFar -> {});
    }
  }

  private static Observer load(String network, Scale scale) {
    return new NetworkFile(
            TorchScriptNetworks.path(network),
            network + ".pt",
            Optional.of(List.of(1, 4, 4)),
            Optional.of(OutputKind.LOGITS),
            List.of(),
            "",
            scale,
            Optional.empty(),
            List.of())
        .open()
        .load(Device.cpu());
  }
}
