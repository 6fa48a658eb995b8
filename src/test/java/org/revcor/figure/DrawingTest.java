package org.revcor.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.revcor.file.Npy;
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

  private static List<String> texts(Figure figure) throws Exception {
    return elements(figure, "text").stream().map(Element::getTextContent).toList();
  }

  @Test
  void curvesHaveGapsAtUndefinedPoints() throws Exception {
    Figure.Curves curves =
        new Figure.Curves(
            "c",
            "rates <of> responses & more",
            "share",
            "rate",
            List.of(
                Figure.Curve.line(
                    "one", new double[] {0, 0.5, 1, 1.5}, new double[] {0, 1, Double.NaN, 2})));

    String path = elements(curves, "path").getFirst().getAttribute("d");

    assertThat(path).isEqualTo("M64.0 334.0L217.3 184.0M524.0 34.0");
    assertThat(texts(curves))
        .contains("rates <of> responses & more", "share", "rate", "one", "0.0", "1.5", "2.0");
  }

  @Test
  void dotsAreNotJoined() throws Exception {
    Figure.Curves curves =
        new Figure.Curves(
            "c",
            "t",
            "x",
            "y",
            List.of(Figure.Curve.dots("measured", new double[] {1, 2, 3}, new double[] {1, 2, 3})));

    assertThat(elements(curves, "path")).isEmpty();
    // three points and one in the legend
    assertThat(elements(curves, "circle")).hasSize(4);
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
  void matrixWritesNumbersIntoColouredSquares() throws Exception {
    Figure.Matrix matrix =
        new Figure.Matrix(
            "m",
            "confusion",
            "response",
            "class",
            List.of("cat", "a very long name"),
            List.of("dog", "cow"),
            new double[][] {{90, 0.25}, {Double.NaN, -90}});

    assertThat(texts(matrix))
        .contains("confusion", "response", "class", "cat", "a ver…", "dog", "90", "0.25", "-90")
        .doesNotContain("NaN");
    assertThat(elements(matrix, "rect").stream().map(each -> each.getAttribute("fill")))
        .contains("#602204", "#0d2e6e", "#d9d9d9");
  }

  @Test
  void galleriesShowPixelsLabelsAndOutlines() throws Exception {
    Figure.Image digit =
        new Figure.Image(
            "digit",
            1,
            2,
            2,
            new float[] {0, 1, 0.5f, 2},
            false,
            Optional.of(new Figure.Outline(1, 0, 1, 1)));
    Figure.Image map =
        new Figure.Image("map", 1, 1, 2, new float[] {-2, 2}, true, Optional.empty());
    Figure.Gallery gallery = new Figure.Gallery("g", "images", 2, List.of(digit, map));

    List<Element> images = elements(gallery, "image");

    assertThat(rgb(images.get(0), 2, 2)).containsExactly(0x000000, 0xffffff, 0x808080, 0xffffff);
    assertThat(rgb(images.get(1), 2, 1)).containsExactly(0x0d2e6e, 0x602204);
    Element frame = elements(gallery, "rect").getLast();
    assertThat(frame.getAttribute("y")).isEqualTo("82.0");
    assertThat(frame.getAttribute("width")).isEqualTo("48.0");
    assertThat(texts(gallery)).contains("digit", "map", "images");
  }

  @Test
  void arraysOfGalleriesPadSmallerImages() {
    Figure.Image colours =
        new Figure.Image("colours", 2, 2, 1, new float[] {1, 2, 3, 4}, false, Optional.empty());
    Figure.Image row = new Figure.Image("row", 1, 1, 2, new float[] {5, 6}, true, Optional.empty());

    Npy.Array array =
        Npy.read(
            AnalysisResultFiles.npy(new Figure.Gallery("g", "t", 2, List.of(colours, row)))
                .orElseThrow());

    assertThat(array.shape()).containsExactly(2, 2, 2, 2);
    float none = Float.NaN;
    assertThat(array.values())
        .containsExactly(
            1, none, 2, none, 3, none, 4, none, 5, 6, none, none, none, none, none, none);
    assertThat(AnalysisResultFiles.npy(new Figure.Gallery("g", "t", 1, List.of()))).isEmpty();
  }

  @Test
  void namesOfFilesAreDifferentAndHaveNoFolders() {
    assertThat(Figure.names(List.of("conv1", "a.b", "a-b", "/layer1/Relu_output_0", "層")))
        .containsExactly("conv1", "a-b", "a-b-3", "layer1-Relu_output_0", "-5");
  }

  @Test
  void undefinedColoursAreLightGrey() throws Exception {
    Figure.Image map =
        new Figure.Image(
            "map", 3, 1, 2, new float[] {Float.NaN, 1, 0, 0, 0, -1}, true, Optional.empty());

    assertThat(
            rgb(elements(new Figure.Gallery("g", "t", 1, List.of(map)), "image").getFirst(), 2, 1))
        .containsExactly(0xd9d9d9, 0xff8000);
  }

  @Test
  void signedColoursAreCentredOnGrey() throws Exception {
    Figure.Image map =
        new Figure.Image("map", 3, 1, 1, new float[] {1, 0, -1}, true, Optional.empty());

    assertThat(
            rgb(elements(new Figure.Gallery("g", "t", 1, List.of(map)), "image").getFirst(), 1, 1))
        .containsExactly(0xff8000);
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
