package org.revcor.paper;

import java.util.List;
import java.util.Set;

/** A figure or table of the paper. Stateless. */
public abstract class Item {
  private final String name;
  private final String title;

  /**
   * @param name unique, such as {@code fig2a}
   */
  protected Item(String name, String title) {
    this.name = name;
    this.title = title;
  }

  /** Returns the name. */
  public final String name() {
    return name;
  }

  /** Returns the title. */
  public final String title() {
    return title;
  }

  /** Describes the data that the user provides; an item runs again if it changes. */
  public String inputs(ImageNet imageNet) {
    return "";
  }

  /**
   * Returns the paper's claims, each with its criterion.
   *
   * @param measured names of the measures, without values; empty before the item has run
   */
  public abstract List<Claim> claims(Set<String> measured);

  /**
   * Runs the item and adds its measures and analysis results to the context. Studies and networks
   * are cached, so that a run after a stop resumes.
   *
   * @throws org.revcor.analysis.AnalysisStoppedException if the reproduction was stopped
   * @throws MissingException if data that the user provides is missing
   */
  public abstract void reproduce(ReproductionContext context);
}
