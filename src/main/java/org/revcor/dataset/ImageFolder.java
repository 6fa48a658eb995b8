package org.revcor.dataset;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.file.InputFile;
import org.revcor.schema.Spelling;

/**
 * Labelled images in a folder with the layout of ImageNet: {@code FOLDER/CLASS/*.jpg} or {@code
 * FOLDER/val/CLASS/*.jpg}. Files may also be jpeg, png, bmp or gif. Images are read one by one on
 * request.
 *
 * <p>A class list {@code classes.tsv} beside the class folders, or one folder above, defines the
 * classes' order and names. Without it the classes are the folders, sorted by name. A listed class
 * may have no folder. Images are sorted by class, then by name. Hidden files and files with other
 * endings are ignored.
 *
 * @param classes class names; labels index them. A name may occur twice, such as ImageNet's "crane"
 * @param labels the label of each image, in [0, classes)
 */
public record ImageFolder(String name, List<String> classes, List<Path> files, int[] labels) {
  private static final String VALIDATION = "val";
  private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png", "bmp", "gif");
  private static final String LAYOUT =
      "a folder with a folder of images (jpg, jpeg, png, bmp, gif) for each class";
  private static final String IMAGES = "a folder of images (jpg, jpeg, png, bmp, gif)";

  /**
   * Lists a folder without opening an image.
   *
   * @throws InvalidInputException if the folder is missing, has no class folders, or the class list
   *     is invalid; if a class folder has no images or is not in the class list
   */
  public static ImageFolder open(Path folder) {
    Path home = home(folder);
    Map<String, List<Path>> filesByFolder = new TreeMap<>();
    for (Path classFolder : children(home, Files::isDirectory)) {
      filesByFolder.put(fileName(classFolder), images(classFolder));
    }
    if (filesByFolder.isEmpty()) {
      int loose = children(home, ImageFolder::isImage).size();
      throw new InvalidInputException(
          home.toString(),
          loose == 0
              ? "an empty folder"
              : "a folder of %,d images without class folders".formatted(loose),
          LAYOUT);
    }
    ClassList list =
        ClassList.in(Stream.of(home, folder, folder.toAbsolutePath().normalize().resolve("..")))
            .orElseGet(() -> ClassList.ofFolders(List.copyOf(filesByFolder.keySet())));
    filesByFolder.forEach((name, files) -> require(home.resolve(name), files, list));
    return of(fileName(folder.toAbsolutePath().normalize()), list, filesByFolder);
  }

  private static ImageFolder of(
      String name, ClassList list, Map<String, List<Path>> filesByFolder) {
    List<Path> files = new ArrayList<>();
    List<String> folders = list.folders();
    int[] labels = new int[filesByFolder.values().stream().mapToInt(List::size).sum()];
    for (int label = 0; label < folders.size(); label++) {
      List<Path> ofClass = filesByFolder.getOrDefault(folders.get(label), List.of());
      Arrays.fill(labels, files.size(), files.size() + ofClass.size(), label);
      files.addAll(ofClass);
    }
    return new ImageFolder(name, list.names(), List.copyOf(files), labels);
  }

  public int size() {
    return labels.length;
  }

  /** Returns the label of image {@code index}, in [0, classes). */
  public int label(int index) {
    return labels[index];
  }

  /**
   * Reads an image, scaled to cover height x width with the same aspect ratio, then centre-cropped.
   * Shrinking uses a triangle filter, enlarging bilinear interpolation. Values are rounded once, at
   * the end. Transparency is ignored.
   *
   * @param index from 0 to {@link #size()} - 1
   * @param planes 1 for grey (ITU-R 601 luma), 3 for red, green, blue
   * @param height rows, at least 1
   * @param width columns, at least 1
   * @return planes x height x width, unsigned bytes, 0 is black
   * @throws InvalidInputException if the image cannot be read, or planes is neither 1 nor 3
   */
  public byte[] read(int index, int planes, int height, int width) {
    if (planes != 1 && planes != 3) {
      throw new InvalidInputException(
          "number of planes", String.valueOf(planes), "1 (grey) or 3 (red, green, blue)");
    }
    ImageFile image = ImageFile.read(files.get(index));
    return Resampling.cover(
        image.values(planes), 0, planes, image.height(), image.width(), height, width);
  }

  /** Returns the folder of the class folders: {@code val} if that contains folders. */
  private static Path home(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(
          folder.toString(), Files.exists(folder) ? "not a folder" : "missing", LAYOUT);
    }
    Path validation = folder.resolve(VALIDATION);
    boolean split =
        Files.isDirectory(validation) && !children(validation, Files::isDirectory).isEmpty();
    return split ? validation : folder;
  }

  private static List<Path> images(Path folder) {
    return children(folder, ImageFolder::isImage);
  }

  private static void require(Path folder, List<Path> images, ClassList list) {
    String name = fileName(folder);
    if (!list.namesByFolder().containsKey(name)) {
      throw new InvalidInputException(
          folder.toString(),
          "a folder of no class in " + list,
          "one of the %,d folders listed there".formatted(list.folders().size())
              + Spelling.hint(name, list.folders()));
    }
    if (images.isEmpty()) {
      throw new InvalidInputException(folder.toString(), "without images", IMAGES);
    }
  }

  private static List<Path> children(Path folder, Predicate<Path> selected) {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(child -> !fileName(child).startsWith("."))
          .filter(selected)
          .sorted((a, b) -> fileName(a).compareTo(fileName(b)))
          .toList();
    } catch (IOException failed) {
      throw new InputFile(folder, "a readable folder").unreadable(failed);
    }
  }

  private static boolean isImage(Path file) {
    String name = fileName(file);
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(ending) && Files.isRegularFile(file);
  }

  private static String fileName(Path path) {
    return Objects.toString(path.getFileName(), "/");
  }

  /**
   * The folders and names of the classes, in the order of the labels.
   *
   * <p>Its file, {@code classes.tsv}, has one line per class with three columns separated by tabs.
   * The columns are the label, from 0; the folder's name, such as ImageNet's {@code n01440764}; the
   * class's name. Lines may be in any order. A first line that begins with {@code index} is a
   * heading.
   *
   * @param file the file it was read from; null if it was made from the folders' names
   * @param namesByFolder class names by folder name, in the order of the labels
   */
  record ClassList(@Nullable Path file, Map<String, String> namesByFolder) {
    static final String FILE = "classes.tsv";
    private static final int COLUMNS = 3;
    private static final String LINES =
        "lines of a label (each from 0 to the last once), a folder and a name, separated by tabs";

    static Optional<ClassList> in(Stream<Path> folders) {
      return folders
          .map(folder -> folder.resolve(FILE).normalize())
          .filter(Files::isRegularFile)
          .findFirst()
          .map(ClassList::read);
    }

    static ClassList ofFolders(List<String> folders) {
      Map<String, String> names = new LinkedHashMap<>();
      folders.forEach(folder -> names.put(folder, folder));
      return new ClassList(null, names);
    }

    /** Returns the class names; labels index them. */
    List<String> names() {
      return List.copyOf(namesByFolder.values());
    }

    List<String> folders() {
      return List.copyOf(namesByFolder.keySet());
    }

    private static ClassList read(Path file) {
      Map<Integer, String[]> byLabel = new TreeMap<>();
      for (String line : new InputFile(file, "a list of classes, text in UTF-8").lines()) {
        if (!line.isBlank() && !(byLabel.isEmpty() && line.startsWith("index"))) {
          String[] columns = line.strip().split("\t", -1);
          if (columns.length != COLUMNS
              || !columns[0].matches("\\d{1,9}")
              || byLabel.put(Integer.parseInt(columns[0]), columns) != null) {
            throw new InvalidInputException(file.toString(), "a list with a line " + line, LINES);
          }
        }
      }
      Map<String, String> names = new LinkedHashMap<>();
      for (Map.Entry<Integer, String[]> entry : byLabel.entrySet()) {
        if (entry.getKey() != names.size()
            || names.put(entry.getValue()[1], entry.getValue()[2]) != null) {
          throw new InvalidInputException(
              file.toString(), "a list without a folder of label " + names.size(), LINES);
        }
      }
      if (names.isEmpty()) {
        throw new InvalidInputException(file.toString(), "empty", LINES);
      }
      return new ClassList(file, names);
    }

    @Override
    public String toString() {
      return Objects.toString(file, "the folders' names");
    }
  }

  /**
   * A decoded image file: JPEG, PNG, BMP or GIF, detected by its content and not by its name. Of an
   * animation only the first image is read.
   *
   * <p>Stored values are used without conversion. Colour profiles, gamma and orientation tags are
   * ignored, as in the usual training pipelines.
   *
   * @param image the pixels, in grey, RGB or with a palette
   */
  record ImageFile(Path file, BufferedImage image) {
    /** Limits the memory that a crafted file can allocate. */
    private static final long MAX_PIXELS = 50_000_000;

    private static final String EXPECTED = "a JPEG, PNG, BMP or GIF image in grey or RGB colours";

    /**
     * Decodes a file.
     *
     * @throws InvalidInputException if it is missing, damaged, not an image, neither grey nor RGB
     *     (such as CMYK), or larger than 50 million pixels
     */
    static ImageFile read(Path file) {
      try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        if (!readers.hasNext()) {
          throw new InvalidInputException(file.toString(), "not an image", EXPECTED);
        }
        ImageReader reader = readers.next();
        try {
          reader.setInput(in, true, true);
          requireMaxPixels(file, reader.getWidth(0), reader.getHeight(0));
          return new ImageFile(file, requireGreyOrRgb(file, reader.read(0)));
        } finally {
          reader.dispose();
        }
      } catch (InvalidInputException invalid) {
        throw invalid;
      } catch (IOException | RuntimeException failed) { // decoders throw both for damaged files
        throw refused(file, Objects.requireNonNullElse(failed.getMessage(), failed.toString()));
      }
    }

    int height() {
      return image.getHeight();
    }

    int width() {
      return image.getWidth();
    }

    /**
     * Returns the image in planes.
     *
     * @param planes 1 for grey (ITU-R 601 luma), 3 for red, green, blue
     * @return planes x height x width, 0 is black
     */
    byte[] values(int planes) {
      int space = height() * width();
      byte[] values = new byte[planes * space];
      int[] rgb = new int[width()];
      for (int y = 0; y < height(); y++) {
        row(y, rgb);
        for (int x = 0; x < rgb.length; x++) {
          int at = y * rgb.length + x;
          if (planes == 1) {
            values[at] = (byte) luma(rgb[x]);
          } else {
            values[at] = (byte) (rgb[x] >> 16);
            values[at + space] = (byte) (rgb[x] >> 8);
            values[at + 2 * space] = (byte) rgb[x];
          }
        }
      }
      return values;
    }

    /** Stores each pixel of a row as 0xRRGGBB; higher bits are undefined. */
    private void row(int y, int[] rgb) {
      ColorModel model = image.getColorModel();
      if (model instanceof IndexColorModel) {
        image.getRGB(0, y, rgb.length, 1, rgb, 0, rgb.length);
        return;
      }
      // getRGB treats grey values as linear and brightens them
      Raster raster = image.getRaster();
      int[] bits = model.getComponentSize();
      boolean grey = model.getNumColorComponents() == 1;
      for (int x = 0; x < rgb.length; x++) {
        int red = eightBits(raster.getSample(x, y, 0), bits[0]);
        int green = grey ? red : eightBits(raster.getSample(x, y, 1), bits[1]);
        int blue = grey ? red : eightBits(raster.getSample(x, y, 2), bits[2]);
        rgb[x] = red << 16 | green << 8 | blue;
      }
    }

    private static int eightBits(int sample, int bits) {
      int max = (1 << bits) - 1;
      return bits == 8 ? sample : (int) ((255L * sample + max / 2) / max);
    }

    private static int luma(int rgb) {
      int red = rgb >> 16 & 0xff;
      int green = rgb >> 8 & 0xff;
      int blue = rgb & 0xff;
      return (299 * red + 587 * green + 114 * blue + 500) / 1000;
    }

    private static void requireMaxPixels(Path file, int width, int height) {
      if ((long) width * height > MAX_PIXELS) {
        throw new InvalidInputException(
            file.toString(),
            "%,d x %,d pixels large".formatted(width, height),
            "an image of at most 50 million pixels");
      }
    }

    private static BufferedImage requireGreyOrRgb(Path file, BufferedImage image) {
      int type = image.getColorModel().getColorSpace().getType();
      if (type != ColorSpace.TYPE_GRAY && type != ColorSpace.TYPE_RGB) {
        throw refused(file, "neither grey nor RGB");
      }
      return image;
    }

    private static InvalidInputException refused(Path file, String reason) {
      return new InvalidInputException(file.toString(), "not decodable (" + reason + ")", EXPECTED);
    }
  }
}
