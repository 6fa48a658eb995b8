package org.revcor.analysis;

import java.util.ArrayList;
import java.util.List;
import org.revcor.figure.AnalysisResult;

/** A named analysis. Stateless: any number may run at once. */
public abstract class Analysis {
  private final String name;
  private final String question;
  private final List<Parameter> parameters;

  /**
   * @param name in small letters and hyphens
   * @param question a sentence that states the measured quantity
   */
  @SafeVarargs
  protected Analysis(String name, String question, List<Parameter>... parameters) {
    this.name = name;
    this.question = question;
    List<Parameter> all = new ArrayList<>();
    for (List<Parameter> group : parameters) {
      all.addAll(group);
    }
    this.parameters = List.copyOf(all);
  }

  public final String name() {
    return name;
  }

  public final String question() {
    return question;
  }

  public final List<Parameter> parameters() {
    return parameters;
  }

  /**
   * Runs the analysis.
   *
   * @throws org.revcor.InvalidInputException if an argument is invalid, or observer, images or maps
   *     lack a required property; the message names it
   * @throws org.revcor.ObserverFailedException if the observer fails
   * @throws org.revcor.analysis.AnalysisProgress.AnalysisStoppedException if the analysis was
   *     stopped
   */
  public abstract AnalysisResult run(Arguments arguments, AnalysisContext context);
}
