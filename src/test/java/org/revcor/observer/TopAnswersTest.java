package org.revcor.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.revcor.ObserverFailedException;
import org.revcor.observer.torchscript.TorchScriptFile;
import org.revcor.observer.torchscript.TorchScriptNetworks;

final class TopOutputsTest {
  /** Images of 4 x 4, the first {@code white} pixels of which are white, all of one label. */
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

  /** {@code one-logit.pt} is the number of white pixels less 8. */
  @Test
  void singleLogitOutputsBySignAndZeroIsTheFirstClass() {
    assertThat(outputs("one-logit", new Scale.Unit(), new Images(0, 0, 7, 8, 9)))
        .isEqualTo(new TopAccuracy(4, 3, 4));
    assertThat(outputs("one-logit", new Scale.Unit(), new Images(1, 0, 7, 8, 9)))
        .isEqualTo(new TopAccuracy(4, 1, 4));
  }

  /** {@code linear.pt} answers 0, 1, 2 to a black image and 7.5 three times to a white one. */
  @Test
  void ofEqualOutputsTheLowestClassComesFirst() {
    assertThat(outputs("linear", new Scale.Unit(), new Images(0, 0, 16)).first()).isEqualTo(1);
    assertThat(outputs("linear", new Scale.Unit(), new Images(2, 0, 16)).first()).isEqualTo(1);
  }

  @Test
  void everyBatchIsTold() {
    List<TopAccuracy> told = new ArrayList<>();
    try (Observer observer = load("linear", new Scale.Unit())) {
      TopAccuracy all =
          TopAccuracy.of(observer, new Images(2, new int[600]), Device.cpu(), told::add);
      assertThat(all).isEqualTo(new TopAccuracy(600, 600, 600));
    }
    assertThat(told).extracting(TopAccuracy::images).containsExactly(250, 500, 600);
  }

  /** {@code not-finite.pt} answers NaN above 2; no value of the probe's noise gets there. */
  @Test
  void answersThatAreNotFinite() {
    Scale scale = new Scale.Standard(List.of(-1.00001), List.of(1.0));
    assertThat(outputs("not-finite", scale, new Images(0, 0)).first()).isEqualTo(1);
    assertThatThrownBy(() -> outputs("not-finite", scale, new Images(0, 0, 1)))
        .isInstanceOf(ObserverFailedException.class)
        .hasMessage("observer not-finite.pt answered NaN; its outputs must be finite numbers");
  }

  private static TopAccuracy outputs(String network, Scale scale, Images images) {
    try (Observer observer = load(network, scale)) {
      return TopAccuracy.of(observer, images, Device.cpu(), soFar -> {});
    }
  }

  private static Observer load(String network, Scale scale) {
    return new TorchScriptFile(
            TorchScriptNetworks.path(network),
            network + ".pt",
            1,
            4,
            4,
            OutputKind.LOGITS,
            List.of(),
            "",
            scale,
            List.of())
        .open()
        .load(Device.cpu());
  }
}
