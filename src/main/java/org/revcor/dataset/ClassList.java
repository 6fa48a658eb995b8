package org.revcor.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.file.InputFile;

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
  private static final String LINE = "a label, a folder and a name, separated by tabs";

  /** Reads the class list of the first folder that has one. */
  static Optional<ClassList> in(Stream<Path> folders) {
    return folders
        .map(folder -> folder.resolve(FILE).normalize())
        .filter(Files::isRegularFile)
        .findFirst()
        .map(ClassList::read);
  }

  /** Returns classes named after their folders, in this order. */
  static ClassList ofFolders(List<String> folders) {
    Map<String, String> names = new LinkedHashMap<>();
    folders.forEach(folder -> names.put(folder, folder));
    return new ClassList(null, names);
  }

  /** Returns the class names; labels index them. */
  List<String> names() {
    return List.copyOf(namesByFolder.values());
  }

  /** Returns the folders' names, in the order of the labels. */
  List<String> folders() {
    return List.copyOf(namesByFolder.keySet());
  }

  private static ClassList read(Path file) {
    List<String> lines = lines(file);
    Map<Integer, String[]> byLabel = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      boolean heading = i == 0 && lines.get(i).startsWith("index");
      if (heading || lines.get(i).isBlank()) {
        continue;
      }
      String where = file + " line " + (i + 1);
      String[] columns = lines.get(i).split("\t", -1);
      if (columns.length != COLUMNS || columns[1].isBlank() || columns[2].isBlank()) {
        throw new InvalidInputException(where, quoted(lines.get(i)), LINE);
      }
      if (byLabel.put(label(where, columns[0]), columns) != null) {
        throw new InvalidInputException(
            where, "a second line of label " + columns[0], "the only one of its label");
      }
    }
    Map<String, String> names = new LinkedHashMap<>();
    for (Map.Entry<Integer, String[]> entry : byLabel.entrySet()) {
      if (entry.getKey() != names.size()) {
        throw new InvalidInputException(
            file.toString(),
            "a list without label " + names.size(),
            "a list of all labels from 0 to the last");
      }
      String folder = entry.getValue()[1].strip();
      if (names.put(folder, entry.getValue()[2].strip()) != null) {
        throw new InvalidInputException(
            file.toString(), "a list with two labels for " + folder, "one label per folder");
      }
    }
    if (names.isEmpty()) {
      throw new InvalidInputException(file.toString(), "empty", "one line per class: " + LINE);
    }
    return new ClassList(file, names);
  }

  private static List<String> lines(Path file) {
    return new InputFile(file, "a list of classes, text in UTF-8").lines();
  }

  private static int label(String where, String text) {
    try {
      return Integer.parseUnsignedInt(text.strip());
    } catch (NumberFormatException noNumber) {
      throw new InvalidInputException(where + " label", quoted(text), "a whole number from 0");
    }
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\t", "\\t") + "\"";
  }

  /** Returns the name used in messages. */
  @Override
  public String toString() {
    return Objects.toString(file, "the folders' names");
  }
}
