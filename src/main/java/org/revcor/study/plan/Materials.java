package org.revcor.study.plan;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.revcor.InvalidInputException;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.schema.Spelling;
import org.revcor.stimulus.Bases;
import org.revcor.stimulus.Bases.BasisEntry;
import org.revcor.stimulus.GaborBasis;
import org.revcor.stimulus.PcaBasis;
import org.revcor.stimulus.ScoreBasis;
import org.revcor.stimulus.Signals;
import org.revcor.study.specification.DecodedKind;
import org.revcor.study.specification.DecodedKind.DecoderReport;
import org.revcor.study.specification.ImageSelection;
import org.revcor.study.specification.ObserverReference;
import org.revcor.study.specification.StimulusSources;
import org.revcor.study.specification.StimulusSources.DecoderRunner;
import org.revcor.study.specification.StudySpecification;

/**
 * Resources that study files refer to.
 *
 * @param decoders runs decoders, and other networks that stimuli need
 */
public record Materials(
    ObserverReference.Resolver observers,
    Function<String, Path> files,
    Path datasets,
    Bases bases,
    DecoderRunner decoders)
    implements StimulusSources {
  public Materials(
      ObserverReference.Resolver observers,
      Function<String, Path> files,
      Path datasets,
      Bases bases) {
    this(observers, files, datasets, bases, DecoderRunner.LOCAL);
  }

  public Materials(Observers observers, Path datasets, Bases bases) {
    this(observers, observers::file, datasets, bases);
  }

  public Materials withDecoders(DecoderRunner elsewhere) {
    return new Materials(observers, files, datasets, bases, elsewhere);
  }

  /** Returns a data set with principal components of the shape of an input, preferably its own. */
  Optional<String> structuredNoise(ObserverDescription observer) {
    return Stream.concat(Stream.of(observer.dataset()), DataSets.names().stream())
        .filter(
            data ->
                bases
                    .find(PcaBasis.nameOf(data))
                    .flatMap(BasisEntry::card)
                    .filter(card -> card.isShapedLike(observer))
                    .isPresent())
        .findFirst();
  }

  private static final String DATA = "study.stimulus.data";

  @Override
  public Signals signals(ImageSelection selection, ObserverDescription shape) {
    Images images = images(selection);
    if (!images.isShapedLike(shape)) {
      throw new InvalidInputException(
          DATA,
          "%s, images of %s".formatted(selection.data(), images.shapeText()),
          "a data set of images of %s, the input of %s".formatted(shape.shapeText(), shape.name()));
    }
    List<String> all = images.classes();
    int[] labels =
        selection.classes().isEmpty()
            ? IntStream.range(0, all.size()).toArray()
            : selection.classes().stream().mapToInt(name -> label(name, all)).toArray();
    List<String> names = Arrays.stream(labels).mapToObj(all::get).toList();
    for (int i = 0; i < labels.length; i++) {
      int label = labels[i];
      if (Arrays.stream(images.labels()).noneMatch(each -> each == label)) {
        throw new InvalidInputException(
            "study.stimulus.classes",
            names.get(i) + ", which has no images",
            "classes that have images");
      }
    }
    return Signals.of(names, images.pixels(), images.values(), images.labels(), labels);
  }

  private static int label(String name, List<String> classes) {
    int label = classes.indexOf(name);
    if (label < 0) {
      throw new InvalidInputException(
          "study.stimulus.classes", name, Spelling.expected(name, classes));
    }
    return label;
  }

  @Override
  public Images images(ImageSelection selection) {
    String name = selection.data();
    if (!DataSets.names().contains(name)) {
      throw new InvalidInputException(DATA, name, Spelling.expected(name, DataSets.names()));
    }
    return switch (selection.part()) {
      case TRAIN -> DataSets.train(name, datasets);
      case TEST -> DataSets.shippedTest(name).orElseGet(() -> DataSets.test(name, datasets));
    };
  }

  @Override
  public ObserverSource observer(ObserverReference reference) {
    return observers.resolve(reference);
  }

  @Override
  public Path file(String name) {
    return files.apply(name);
  }

  @Override
  public DecoderReport report(
      DecodedKind kind, StudySpecification study, ObserverDescription observer) {
    return decoders.run(kind, study, observer, this);
  }

  @Override
  public GaborBasis basis(String name) {
    return bases.named(name);
  }

  @Override
  public ScoreBasis scoreBasis(String field, String name) {
    return switch (bases.any(field, name)) {
      case GaborBasis gabor -> ScoreBasis.of(gabor);
      case PcaBasis pca -> ScoreBasis.of(pca, pca.components());
    };
  }

  @Override
  public PcaBasis pcaNamed(String field, String name) {
    return bases.pca(field, name);
  }

  @Override
  public PcaBasis pcaBasis(String field, String dataset) {
    if (!DataSets.names().contains(dataset)) {
      throw new InvalidInputException(field, dataset, Spelling.expected(dataset, DataSets.names()));
    }
    PcaBasis basis = bases.pca(field, PcaBasis.nameOf(dataset));
    if (!basis.card().dataset().equals(dataset)) {
      throw new InvalidInputException(
          field,
          "%s, but the basis %s in the bases folder is of %s"
              .formatted(dataset, PcaBasis.nameOf(dataset), basis.card().dataset()),
          "a data set with its own basis; delete that one, or fit it again by revcor fit pca"
              + " --data "
              + dataset);
    }
    return basis;
  }
}
