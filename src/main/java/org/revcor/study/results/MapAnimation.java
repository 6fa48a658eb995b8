package org.revcor.study.results;

import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.MapView;
import org.revcor.study.results.MapSnapshots.Snapshot;

/** Draws the snapshots of a study's maps as an animated GIF. */
public final class MapAnimation {
  private static final int MAX_MAPS = 20;
  private static final String FORMAT = "javax_imageio_gif_image_1.0";

  /** Times in hundredths of a second. */
  private static final String DELAY = "20";

  private static final String LAST_DELAY = "200";

  private MapAnimation() {}

  /**
   * Returns the first maps of a study, a frame for each snapshot, in an endless loop.
   *
   * @return empty without a snapshot
   */
  public static Optional<byte[]> gif(StudyView study, MapSnapshots snapshots) throws IOException {
    List<Snapshot> frames = snapshots.read();
    if (frames.isEmpty()) {
      return Optional.empty();
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < frames.size(); i++) {
        RenderedImage image = draw(study, snapshots.shape(), frames.get(i));
        String delay = i == frames.size() - 1 ? LAST_DELAY : DELAY;
        writer.writeToSequence(
            new IIOImage(image, null, metadata(writer, image, delay)),
            writer.getDefaultWriteParam());
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return Optional.of(bytes.toByteArray());
  }

  private static RenderedImage draw(StudyView study, List<Integer> shape, Snapshot snapshot) {
    StudyMaps maps =
        new StudyMaps(
            MapView.MAP,
            Estimand.CLASS_MAP,
            snapshot.trials(),
            shape,
            study.channels().stream().map(ChannelView::name).toList(),
            List.of(),
            new double[0],
            snapshot.maps());
    String trials = String.format(Locale.ROOT, "%,d trials", snapshot.trials());
    return MapImage.drawing(
        maps,
        IntStream.range(0, Math.min(MAX_MAPS, snapshot.maps().length)).toArray(),
        channel -> trials,
        channel -> !snapshot.statuses().get(channel).isJudged());
  }

  private static IIOMetadata metadata(ImageWriter writer, RenderedImage image, String delay)
      throws IOException {
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(
            ImageTypeSpecifier.createFromRenderedImage(image), writer.getDefaultWriteParam());
    IIOMetadataNode root = new IIOMetadataNode(FORMAT);
    IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("transparentColorIndex", "0");
    control.setAttribute("delayTime", delay);
    root.appendChild(control);
    IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
    loop.setAttribute("applicationID", "NETSCAPE");
    loop.setAttribute("authenticationCode", "2.0");
    loop.setUserObject("\1\0\0".getBytes(StandardCharsets.ISO_8859_1));
    IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
    extensions.appendChild(loop);
    root.appendChild(extensions);
    metadata.mergeTree(FORMAT, root);
    return metadata;
  }
}
