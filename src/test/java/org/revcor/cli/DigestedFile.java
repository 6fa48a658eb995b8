package org.revcor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.revcor.file.Checkpoint;

/**
 * A result file without what differs from run to run.
 *
 * @param file the file
 * @param folder folder of all runs, whose path is left out
 */
record DigestedFile(Path file, Path folder) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> TIMES =
      List.of("seconds", "trialsPerSecond", "created", "ended", "verdict");
  private static final Pattern EMBEDDED =
      Pattern.compile("data:image/png;base64,([A-Za-z0-9+/=]+)");
  private static final int BLACK = 0xff000000;
  private static final int WHITE = 0xffffffff;

  /** SHA-256 of what does not differ from run to run, in hexadecimal digits. */
  String digest() throws IOException {
    String name = file.getFileName().toString();
    if (name.startsWith("checkpoint-")) {
      return sha256(numbers(Checkpoint.of(file)));
    }
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "json" -> sha256(withoutTimes(MAPPER.readTree(file.toFile())).toString());
      case "csv" -> sha256(name.equals("looks.csv") ? trials() : Files.readString(file));
      case "svg" ->
          sha256(
              EMBEDDED
                  .matcher(Files.readString(file))
                  .replaceAll(png -> sha256(pixels(Base64.getDecoder().decode(png.group(1))))));
      case "png" -> sha256(pixels(Files.readAllBytes(file)));
      default -> sha256(Files.readAllBytes(file));
    };
  }

  /** The numbers of a file of NumPy, or of JSON by their place in it. */
  Map<String, float[]> arrays() throws IOException {
    if (file.toString().endsWith(".npy")) {
      return Map.of("", values(Files.readAllBytes(file)));
    }
    SortedMap<String, List<Float>> numbers = new TreeMap<>();
    collect(MAPPER.readTree(file.toFile()), "", numbers);
    return numbers.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> array(each.getValue())));
  }

  private static JsonNode withoutTimes(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(TIMES);
      if (object.get("checkpoint") instanceof ObjectNode checkpoint) {
        checkpoint.remove("digest");
      }
    }
    node.forEach(DigestedFile::withoutTimes);
    return node;
  }

  private String trials() throws IOException {
    return Files.readAllLines(file).stream()
        .map(row -> row.substring(0, row.indexOf(',')))
        .collect(Collectors.joining("\n"));
  }

  private static byte[] pixels(byte[] png) {
    BufferedImage image;
    try (InputStream bytes = new ByteArrayInputStream(png)) {
      image = ImageIO.read(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    int[] colours =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    ByteBuffer bytes = ByteBuffer.allocate(8 + 4 * colours.length);
    bytes.putInt(image.getWidth()).putInt(image.getHeight());
    for (int colour : colours) {
      bytes.putInt(colour == BLACK ? WHITE : colour);
    }
    return bytes.array();
  }

  private static byte[] numbers(Checkpoint checkpoint) throws IOException {
    List<double[]> parts = new ArrayList<>();
    int bytes = 0;
    for (int i = 0; i < checkpoint.parts(); i++) {
      parts.add(checkpoint.part(i));
      bytes += Integer.BYTES + Double.BYTES * parts.getLast().length;
    }
    ByteBuffer all = ByteBuffer.allocate(bytes);
    for (double[] part : parts) {
      all.putInt(part.length);
      for (double value : part) {
        all.putDouble(value);
      }
    }
    return all.array();
  }

  private static float[] values(byte[] npy) {
    ByteBuffer bytes = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
    int header = 10 + bytes.getShort(8);
    boolean isDouble = new String(npy, 10, header - 10, StandardCharsets.US_ASCII).contains("<f8");
    bytes.position(header);
    float[] values = new float[bytes.remaining() / (isDouble ? Double.BYTES : Float.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = isDouble ? (float) bytes.getDouble() : bytes.getFloat();
    }
    return values;
  }

  /**
   * Collects numbers by the fields that lead to them, those of tables by column and those of
   * figures by figure.
   */
  private static void collect(JsonNode node, String place, Map<String, List<Float>> numbers) {
    if (node.isNumber() || node.isNull()) {
      float value = node.isNull() ? Float.NaN : node.floatValue();
      numbers.computeIfAbsent(place, any -> new ArrayList<>()).add(value);
    }
    node.properties()
        .forEach(field -> collect(field.getValue(), place + "/" + field.getKey(), numbers));
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        boolean isApart =
            place.endsWith("/figures") || (place.endsWith("/rows") && !node.get(i).isArray());
        collect(node.get(i), isApart ? place + "/" + i : place, numbers);
      }
    }
  }

  private static float[] array(List<Float> numbers) {
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get(i);
    }
    return values;
  }

  private String sha256(String text) {
    return sha256(text.replace(folder.toString(), "").getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
