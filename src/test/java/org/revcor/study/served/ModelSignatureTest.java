package org.revcor.study.served;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.revcor.ObserverFailedException;
import org.revcor.observer.ExternalSource;
import org.revcor.observer.Layout;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;
import org.revcor.observer.ServedModel;
import org.revcor.study.served.ModelSignature.ModelMetadata;

final class ModelSignatureTest {
  private static ModelSignature of(List<Long> outputShape) {
    ServedModel model =
        new ServedModel(
            "http://h",
            "m",
            Optional.empty(),
            new Scale.Unit(),
            Layout.NCHW,
            Optional.empty(),
            Optional.empty(),
            1,
            1,
            1);
    return ModelSignature.of(
        new ModelMetadata(
            "",
            List.of(),
            List.of(new ModelMetadata.Tensor("x", "FP32", List.of(-1L, 1L, 2L, 2L))),
            List.of(new ModelMetadata.Tensor("y", "FP32", outputShape))),
        false,
        model,
        ExternalSource.of(List.of(1, 2, 2), OutputKind.LOGITS, List.of("a", "b"), model)
            .description(),
        10);
  }

  @Test
  void anOutputWithoutShapeIsNotCompared() {
    assertThat(of(List.of()).output()).isEqualTo("y");
    assertThat(of(List.of(-1L, 2L)).output()).isEqualTo("y");
    assertThatThrownBy(() -> of(List.of(-1L)))
        .isInstanceOf(ObserverFailedException.class)
        .hasMessage(
            "the output y of model m at http://h has the shape [-1]; observer.served needs 2 values"
                + " per stimulus");
  }
}
