package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.Parameter;
import org.revcor.figure.AnalysisResult;
import org.revcor.observer.catalogue.Catalogue;

/** Tests arguments of all kinds except studies; see {@link AnalysisEndpointsTest}. */
class AnalysisRequestTest {
  @TempDir private Path folder;

  /** Has a parameter of each kind. */
  private static final class AllKinds extends Analysis {
    AllKinds() {
      super(
          "all-kinds",
          "Parameters.",
          List.of(
              Parameter.withDefault(
                  "observer", Parameter.Kind.OBSERVER, "NAME", "mnist-cnn", "One."),
              Parameter.optional("images", Parameter.Kind.IMAGES, "NAME", "A data set."),
              Parameter.optional("count", Parameter.Kind.NUMBER, "N", "How many."),
              Parameter.optional("gammas", Parameter.Kind.NUMBERS, "LIST", "Weights."),
              Parameter.choice("metric", List.of("dot", "cosine"), "A metric."),
              Parameter.optional("layers", Parameter.Kind.WORDS, "LIST", "Layers."),
              Parameter.optional("network", Parameter.Kind.FILE, "FILE", "A file.")));
    }

    @Override
    public AnalysisResult run(Arguments arguments, AnalysisContext context) {
      throw new IllegalStateException("must not run");
    }
  }

  private AnalysisRequest admit(String name, String value) {
    Analysis analysis = new AllKinds();
    return new AnalysisRequest(analysis, Arguments.of(analysis, Map.of(name, value)))
        .admit(
            new Catalogue(folder),
            study -> CompletableFuture.failedStage(new IllegalStateException()),
            Runnable::run)
        .toCompletableFuture()
        .join();
  }

  private void refused(String name, String value, String expected) {
    assertThatThrownBy(() -> admit(name, value))
        .cause()
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("arguments.%s is %s; it must be %s".formatted(name, value, expected));
  }

  @Test
  void validArgumentsAreAdmitted() {
    for (Map.Entry<String, String> each :
        List.of(
            Map.entry("observer", "mnist-logistic"),
            Map.entry("images", "mnist"),
            Map.entry("count", "1e3"),
            Map.entry("gammas", "0, 0.5,1,"),
            Map.entry("gammas", "0:0.1:1,2"),
            Map.entry("metric", "cosine"),
            Map.entry("layers", "conv1,conv2"))) {
      assertThat(admit(each.getKey(), each.getValue()).arguments().text(each.getKey()))
          .isEqualTo(each.getValue());
    }
  }

  @Test
  void observersOutsideTheCatalogueAreRejected() {
    for (String file : List.of("/etc/passwd", "../net.pt", "net.pt", "mnist-cnn.safetensors")) {
      assertThatThrownBy(() -> admit("observer", file))
          .cause()
          .hasMessageStartingWith("arguments.observer is %s; it must be one of ".formatted(file));
    }
    assertThatThrownBy(() -> admit("observer", "mnist-cn"))
        .cause()
        .hasMessageEndingWith("did you mean mnist-cnn?");
  }

  @Test
  void unknownImagesAreRejected() {
    assertThatThrownBy(() -> admit("images", "../mnist"))
        .cause()
        .hasMessageStartingWith("arguments.images is ../mnist; it must be one of ");
  }

  @Test
  void textsInsteadOfNumbersAreRejected() {
    for (String none : List.of("many", "NaN", "Infinity", "1,2")) {
      refused("count", none, "a number");
    }
    for (String none : List.of("0;1", "0:x:1", "0:", "1,two", "Infinity")) {
      refused("gammas", none, "numbers separated by commas, or from:step:to");
    }
  }

  @Test
  void filesAreRejected() {
    refused(
        "network",
        "/etc/passwd",
        "left out, since a server does not read files that a request names");
  }

  @Test
  void filesAreNotOffered() {
    assertThat(AnalysisRequest.served(new AllKinds()))
        .extracting(Parameter::name)
        .doesNotContain("network")
        .hasSize(6);
  }
}
