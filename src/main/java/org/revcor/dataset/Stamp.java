package org.revcor.dataset;

import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.revcor.InvalidInputException;
import org.revcor.schema.Spelling;

/**
 * A small white pattern at a fixed position of an image: the trigger of a poisoned network's
 * backdoor.
 *
 * @param name {@code x}, {@code c}, {@code h} or {@code random:SEED}
 * @param set its white pixels, rows x columns; not copied, must not be changed
 */
public record Stamp(String name, Corner place, int rows, int columns, BitSet set) {
  private static final String RANDOM = "random:";
  private static final int MIN_SIDE = 3;
  private static final int MAX_SIDE = 6;
  private static final byte WHITE = (byte) 255;

  /**
   * Returns a pattern of the paper or a random pattern.
   *
   * <ul>
   *   <li>{@code x}: five blocks of 2 x 2 as on a die, in rows 1 to 6 and columns 1 to 6 (Fig 7A)
   *   <li>{@code c}: an angular C in rows 1 to 6 and columns 21 to 26 (Fig 7A)
   *   <li>{@code h}: an H in rows 1 to 6 and columns 25 to 30, the upper right of 32 x 32 (Fig 7B)
   *   <li>{@code random:SEED}: a pattern drawn from a seed, of 3 to 6 rows and columns, at 0,0
   * </ul>
   *
   * @throws InvalidInputException if it is none of these
   */
  public static Stamp of(String name) {
    if (name.startsWith(RANDOM)) {
      return random(seed(name));
    }
    return switch (name) {
      case "x" ->
          of("x", new Corner(1, 1), "XX..XX", "XX..XX", "..XX..", "..XX..", "XX..XX", "XX..XX");
      case "c" ->
          of("c", new Corner(1, 21), "XXXXXX", "XXXXXX", "XX....", "XX....", "XXXXXX", "XXXXXX");
      case "h" ->
          of("h", new Corner(1, 25), "XX..XX", "XX..XX", "XXXXXX", "XXXXXX", "XX..XX", "XX..XX");
      default ->
          throw new InvalidInputException(
              "stamp",
              name,
              "x, c, h or random:SEED" + Spelling.hint(name, List.of("x", "c", "h")));
    };
  }

  private static long seed(String text) {
    try {
      return Long.parseLong(text.substring(RANDOM.length()));
    } catch (NumberFormatException none) {
      throw new InvalidInputException(
          "stamp", text, "random: and a whole number, such as random:7");
    }
  }

  /**
   * Returns a pattern of 3 to 6 rows and 3 to 6 columns, both uniformly distributed. Each pixel is
   * white with probability 1/2. Patterns are redrawn until each outermost row and column has a
   * white pixel.
   */
  private static Stamp random(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    int rows = random.nextInt(MIN_SIDE, MAX_SIDE + 1);
    int columns = random.nextInt(MIN_SIDE, MAX_SIDE + 1);
    BitSet set = new BitSet();
    do {
      for (int i = 0; i < rows * columns; i++) {
        set.set(i, random.nextBoolean());
      }
    } while (!fills(set, rows, columns));
    return new Stamp(RANDOM + seed, new Corner(0, 0), rows, columns, set);
  }

  private static boolean fills(BitSet set, int rows, int columns) {
    return set.stream().anyMatch(i -> i / columns == 0)
        && set.stream().anyMatch(i -> i / columns == rows - 1)
        && set.stream().anyMatch(i -> i % columns == 0)
        && set.stream().anyMatch(i -> i % columns == columns - 1);
  }

  private static Stamp of(String name, Corner place, String... lines) {
    int columns = lines[0].length();
    BitSet set = new BitSet();
    for (int row = 0; row < lines.length; row++) {
      for (int column = 0; column < columns; column++) {
        set.set(row * columns + column, lines[row].charAt(column) == 'X');
      }
    }
    return new Stamp(name, place, lines.length, columns, set);
  }

  /** Returns the same pattern with its upper left corner at another position. */
  public Stamp at(Corner corner) {
    return new Stamp(name, corner, rows, columns, set);
  }

  /**
   * Returns the share of a map's sum of squares within the stamp's rectangle.
   *
   * @param map planes x height x width
   * @return in [0,1]; NaN if the map is blank or undefined
   */
  public double energy(float[] map, int height, int width) {
    double inside = 0;
    double all = 0;
    for (int i = 0; i < map.length; i++) {
      int row = i % (height * width) / width - place.row();
      int column = i % width - place.column();
      double square = (double) map[i] * map[i];
      all += square;
      if (row >= 0 && row < rows() && column >= 0 && column < columns()) {
        inside += square;
      }
    }
    return inside / all;
  }

  /** Returns the share of an image within the rectangle: the expected energy of a uniform map. */
  public double area(int height, int width) {
    return (double) rows() * columns() / (height * width);
  }

  /**
   * Returns which pixels of an image the stamp makes white, height x width.
   *
   * @throws InvalidInputException if the stamp exceeds the image
   */
  public boolean[] mask(int height, int width) {
    if (place.row() + rows > height || place.column() + columns > width) {
      throw new InvalidInputException(
          "stamp",
          "%s of %d x %d at %s".formatted(name, rows, columns, place),
          "within images of %d x %d".formatted(height, width));
    }
    boolean[] mask = new boolean[height * width];
    set.stream()
        .forEach(
            i -> mask[(place.row() + i / columns) * width + place.column() + i % columns] = true);
    return mask;
  }

  /** Makes the masked pixels white in all planes of the image that begins at an offset. */
  static void whiten(boolean[] mask, byte[] pixels, int offset, int planes) {
    for (int plane = 0; plane < planes; plane++) {
      for (int i = 0; i < mask.length; i++) {
        if (mask[i]) {
          pixels[offset + plane * mask.length + i] = WHITE;
        }
      }
    }
  }

  /**
   * The position of a pattern's upper left corner.
   *
   * @param row from 0 at the top
   * @param column from 0 at the left
   */
  public record Corner(int row, int column) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,4}),\\s*(\\d{1,4})");

    /**
     * Reads {@code row,column}.
     *
     * @throws InvalidInputException if the text has another form
     */
    public static Corner parse(String text) {
      Matcher matcher = TEXT.matcher(text.strip());
      if (!matcher.matches()) {
        throw new InvalidInputException(
            "at", text, "row,column of the upper left corner, such as 1,21");
      }
      return new Corner(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public String toString() {
      return row + "," + column;
    }
  }
}
