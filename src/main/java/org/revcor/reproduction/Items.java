package org.revcor.reproduction;

import java.util.List;
import org.revcor.InvalidInputException;
import org.revcor.Spelling;

/** All items, in the paper's order. */
public final class Items {
  private static final List<Item> ALL =
      List.of(
          new ClassificationFigures(),
          new WhiteNoiseMaps(),
          OtherNetworks.LOGISTIC,
          new TemplateFigures(),
          new CifarMaps(),
          new BuildUp(),
          new GaborMaps(),
          AttackSweeps.FIGURE,
          new DigitBackdoors(),
          new ColourBackdoor(),
          new FrogToCar(),
          new LossGradients(),
          new FilterFigure(),
          new PsychometricFigure(),
          OtherNetworks.PERCEPTRON_AND_RECURRENT,
          new GeneratorMaps(),
          new ActivityFigure(),
          new InjectionFigures(),
          StimulationFigures.RAISED,
          StimulationFigures.LOWERED,
          new BinaryStimulation(),
          new ImageNetTable(),
          AttackSweeps.TABLE,
          new ConfidentAnswers());

  private Items() {}

  /** Their names. */
  public static List<String> names() {
    return ALL.stream().map(Item::name).toList();
  }

  /**
   * Those of some names; all for none.
   *
   * @throws InvalidInputException if there is none of a name
   */
  static List<Item> named(List<String> names) {
    for (String name : names) {
      if (!names().contains(name)) {
        throw new InvalidInputException("ITEM", name, Spelling.expected(name, names()));
      }
    }
    return ALL.stream().filter(item -> names.isEmpty() || names.contains(item.name())).toList();
  }

  static List<Item> all() {
    return ALL;
  }
}
