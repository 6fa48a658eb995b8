package org.revcor.study.results;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.revcor.estimate.Estimand;
import org.revcor.estimate.MapView;
import org.revcor.inference.Protocol;
import org.revcor.schema.Spelling;
import org.revcor.study.results.ResultFiles.DamagedFileException;
import org.revcor.study.specification.StudyFile;

/** Reads the maps in the folder of a study. */
public final class StoredMaps {
  private StoredMaps() {}

  /**
   * Reads a view of all maps of a study.
   *
   * @param directory folder of the study
   * @param study its record
   * @return empty if it left no maps
   * @throws IOException if they cannot be read, or their size differs from the record
   */
  public static Optional<StudyMaps> of(RunDirectory directory, StudyView study, MapView view)
      throws IOException {
    Optional<float[]> stored = directory.results().read(view);
    int planes = study.setup().shape().get(0);
    int height = study.setup().shape().get(1);
    int width = study.setup().shape().get(2);
    int channels = study.channels().size();
    int values = planes * height * width;
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    if (stored.get().length != channels * values) {
      throw new DamagedFileException(
          directory.folder(), Artefact.of(view).fileName(), "of another size than its record");
    }
    float[][] maps = new float[channels][values];
    for (int channel = 0; channel < channels; channel++) {
      System.arraycopy(stored.get(), channel * values, maps[channel], 0, values);
    }
    double[] counts = study.channels().stream().mapToDouble(ChannelView::count).toArray();
    List<String> names = study.channels().stream().map(ChannelView::name).toList();
    return Optional.of(
        new StudyMaps(
            view,
            estimand(study),
            study.progress().trials(),
            planes,
            height,
            width,
            names,
            signals(study, names),
            counts,
            maps));
  }

  /** Returns the signals of a study with cells, where each signal has a channel for every class. */
  private static List<String> signals(StudyView study, List<String> names) {
    if (!StudyFile.of(study.setup().specification()).hasCells()) {
      return List.of();
    }
    int classes = study.setup().observer().classes().size();
    String first = Protocol.cell("", study.setup().observer().classes().getFirst());
    return IntStream.iterate(0, i -> i < names.size(), i -> i + classes)
        .mapToObj(i -> names.get(i).substring(0, names.get(i).length() - first.length()))
        .toList();
  }

  private static Estimand estimand(StudyView study) {
    Object label = study.setup().conventions().get("estimand");
    return Stream.of(Estimand.values())
        .filter(estimand -> Spelling.word(estimand).equals(label))
        .findFirst()
        .orElse(Estimand.CLASS_MAP);
  }
}
