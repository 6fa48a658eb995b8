package org.revcor.paper.item;

import java.util.List;
import org.revcor.paper.Item;

/** All figures and tables, in the order of the paper. */
public final class PaperItems {
  /** One item for each. */
  public static final List<Item> ALL =
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
          new ConfidentResponses());

  private PaperItems() {}
}
