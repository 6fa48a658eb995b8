package org.revcor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.InvalidInputException;
import org.revcor.experiment.Arguments;
import org.revcor.experiment.Analysis;
import org.revcor.experiment.AnalysisContext;
import org.revcor.experiment.Parameter;
import org.revcor.figure.AnalysisResult;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.studies.Studies;

/** Arguments of every kind but studies, which {@link AnalysisEndpointsTest} has. */
class AnalysisAdmissionTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  @TempDir private Path folder;

  /** Takes one of each kind. */
  private static final class OfEachKind implements Analysis {
    @Override
    public String name() {
      return "of-each-kind";
    }

    @Override
    public String question() {
      return "What is taken.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.standard("observer", Parameter.Kind.OBSERVER, "NAME", "mnist-cnn", "One."),
          Parameter.optional("images", Parameter.Kind.IMAGES, "NAME", "A data set."),
          Parameter.optional("count", Parameter.Kind.NUMBER, "N", "How many."),
          Parameter.optional("gammas", Parameter.Kind.NUMBERS, "LIST", "Weights."),
          Parameter.choice("metric", List.of("dot", "cosine"), "A metric."),
          Parameter.optional("layers", Parameter.Kind.WORDS, "LIST", "Layers."),
          Parameter.optional("network", Parameter.Kind.FILE, "FILE", "A file."));
    }

    @Override
    public AnalysisResult run(Arguments arguments, AnalysisContext laboratory) {
      throw new IllegalStateException("only asked for");
    }
  }

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  private AnalysisRequest admitted(String name, String value) {
    Analysis experiment = new OfEachKind();
    AskStudies studies =
        new AskStudies(
            KIT.createTestProbe(Studies.Command.class).ref(), KIT.system(), Duration.ofSeconds(1));
    return new AnalysisAdmission(new Catalogue(folder), studies, Runnable::run)
        .admit(new AnalysisRequest(experiment, Arguments.of(experiment, Map.of(name, value))))
        .toCompletableFuture()
        .join();
  }

  private void refused(String name, String value, String expected) {
    assertThatThrownBy(() -> admitted(name, value))
        .cause()
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("arguments.%s is %s; it must be %s".formatted(name, value, expected));
  }

  @Test
  void whatCanBeRightIsAdmitted() {
    for (Map.Entry<String, String> each :
        List.of(
            Map.entry("observer", "mnist-logistic"),
            Map.entry("images", "mnist"),
            Map.entry("count", "1e3"),
            Map.entry("gammas", "0, 0.5,1,"),
            Map.entry("gammas", "0:0.1:1,2"),
            Map.entry("metric", "cosine"),
            Map.entry("layers", "conv1,conv2"))) {
      assertThat(admitted(each.getKey(), each.getValue()).arguments().text(each.getKey()))
          .isEqualTo(each.getValue());
    }
  }

  @Test
  void observersAreThoseOfTheCatalogue() {
    for (String file : List.of("/etc/passwd", "../net.pt", "net.pt", "mnist-cnn.safetensors")) {
      assertThatThrownBy(() -> admitted("observer", file))
          .cause()
          .hasMessageStartingWith("arguments.observer is %s; it must be one of ".formatted(file));
    }
    assertThatThrownBy(() -> admitted("observer", "mnist-cn"))
        .cause()
        .hasMessageEndingWith("did you mean mnist-cnn?");
  }

  @Test
  void images_andChoicesAreAmongTheirWords() {
    assertThatThrownBy(() -> admitted("images", "../mnist"))
        .cause()
        .hasMessageStartingWith("arguments.images is ../mnist; it must be one of ");
    refused("metric", "cosin", "one of dot, cosine; did you mean cosine?");
  }

  @Test
  void numbersAreNumbers() {
    for (String none : List.of("many", "NaN", "Infinity", "1,2")) {
      refused("count", none, "a number");
    }
    for (String none : List.of("0;1", "0:x:1", "0:", "1,two", "Infinity")) {
      refused("gammas", none, "numbers with commas between them, or from:step:to");
    }
  }

  @Test
  void filesAreNotRead() {
    refused("network", "/etc/passwd", "left out; a server reads no file that a request names");
  }

  @Test
  void filesAreNotOffered() {
    assertThat(ServedParameters.of(new OfEachKind()))
        .extracting(Parameter::name)
        .doesNotContain("network")
        .hasSize(6);
  }
}
