package org.revcor.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class DrawingTest {
  private static List<Element> elements(Figure figure, String tag) throws Exception {
    byte[] svg = AnalysisResultFiles.svg(figure).orElseThrow().getBytes(StandardCharsets.UTF_8);
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg));
    NodeList nodes = document.getElementsByTagName(tag);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  @Test
  void constantAndEmptyCurvesHaveAxes() throws Exception {
    Figure.Curves flat =
        new Figure.Curves(
            "c",
            "t",
            "x",
            "y",
            List.of(Figure.Curve.line("flat", new double[] {0, 1}, new double[] {0.3, 0.3})));

    assertThat(elements(flat, "path").getFirst().getAttribute("d")).doesNotContain("NaN");
    assertThat(elements(new Figure.Curves("c", "t", "x", "y", List.of()), "text")).isNotEmpty();
  }

  @Test
  void namesOfFilesAreDifferentAndHaveNoFolders() {
    assertThat(Figure.names(List.of("conv1", "a.b", "a-b", "/layer1/Relu_output_0", "層")))
        .containsExactly("conv1", "a-b", "a-b-3", "layer1-Relu_output_0", "-5");
  }

  @Test
  void undefinedColoursAreLightGrey() throws Exception {
    Figure.Image map =
        new Figure.Image("map", 3, 1, 2, new float[] {Float.NaN, 1, 0, 0, 0, -1}, true, null);

    assertThat(
            rgb(elements(new Figure.Gallery("g", "t", 1, List.of(map)), "image").getFirst(), 2, 1))
        .containsExactly(0xd9d9d9, 0xff8000);
  }

  private static int[] rgb(Element image, int width, int height) throws Exception {
    String data = image.getAttribute("href").substring("data:image/png;base64,".length());
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(data)));
    assertThat(read.getWidth()).isEqualTo(width);
    assertThat(read.getHeight()).isEqualTo(height);
    return IntStream.range(0, width * height)
        .map(i -> read.getRGB(i % width, i / width) & 0xffffff)
        .toArray();
  }
}
