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

final class TopAnswersTest {
  /** Pictures of 4 x 4, the first {@code white} pixels of which are white, all of one label. */
  private record Pictures(int label, int... white) implements TopAnswers.Labelled {
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
  void singleLogitAnswersBySignAndZeroIsTheFirstClass() {
    assertThat(answers("one-logit", new Scale.Unit(), new Pictures(0, 0, 7, 8, 9)))
        .isEqualTo(new TopAnswers(4, 3, 4));
    assertThat(answers("one-logit", new Scale.Unit(), new Pictures(1, 0, 7, 8, 9)))
        .isEqualTo(new TopAnswers(4, 1, 4));
  }

  /** {@code linear.pt} answers 0, 1, 2 to a black picture and 7.5 three times to a white one. */
  @Test
  void ofEqualAnswersTheLowestClassComesFirst() {
    assertThat(answers("linear", new Scale.Unit(), new Pictures(0, 0, 16)).first()).isEqualTo(1);
    assertThat(answers("linear", new Scale.Unit(), new Pictures(2, 0, 16)).first()).isEqualTo(1);
  }

  @Test
  void everyBatchIsTold() {
    List<TopAnswers> told = new ArrayList<>();
    try (Observer observer = load("linear", new Scale.Unit())) {
      TopAnswers all =
          TopAnswers.of(observer, new Pictures(2, new int[600]), Device.cpu(), told::add);
      assertThat(all).isEqualTo(new TopAnswers(600, 600, 600));
    }
    assertThat(told).extracting(TopAnswers::pictures).containsExactly(250, 500, 600);
  }

  /** {@code not-finite.pt} answers NaN above 2; no value of the probe's noise gets there. */
  @Test
  void answersThatAreNotFinite() {
    Scale scale = new Scale.Standard(List.of(-1.00001), List.of(1.0));
    assertThat(answers("not-finite", scale, new Pictures(0, 0)).first()).isEqualTo(1);
    assertThatThrownBy(() -> answers("not-finite", scale, new Pictures(0, 0, 1)))
        .isInstanceOf(ObserverFailedException.class)
        .hasMessage("observer not-finite.pt answered NaN; its outputs must be finite numbers");
  }

  private static TopAnswers answers(String network, Scale scale, Pictures pictures) {
    try (Observer observer = load(network, scale)) {
      return TopAnswers.of(observer, pictures, Device.cpu(), soFar -> {});
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
