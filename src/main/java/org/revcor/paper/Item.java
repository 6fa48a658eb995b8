package org.revcor.paper;

import java.util.List;
import java.util.Set;
import org.revcor.RevcorException;

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
   * @throws org.revcor.analysis.Progress.AnalysisStoppedException if the reproduction was stopped
   * @throws MissingException if data that the user provides is missing
   */
  public abstract void reproduce(ReproductionContext context);

  /**
   * A claim of the paper and the criterion that checks it.
   *
   * @param quantity the quantity that the claim is about
   * @param paper the paper's number or words
   * @param criterion the criterion, fixed before any measurement
   * @param absence why a reproduced item may lack the measures; "" if it may not
   */
  public record Claim(String quantity, String paper, Criterion criterion, String absence) {
    /** Absence for measures that only a full run has. */
    public static final String TOO_LONG = "takes too long for --quick";

    public Claim(String quantity, String paper, Criterion criterion) {
      this(quantity, paper, criterion, "");
    }

    /** Returns why a run may lack the measures; "" if it may not. */
    String absence(boolean quick) {
      return absence.equals(TOO_LONG) && !quick ? "" : absence;
    }
  }

  /** Thrown when data that an item needs is missing. */
  public static final class MissingException extends RevcorException {
    private static final long serialVersionUID = 1L;

    /**
     * @param what description of the missing data and of how to obtain it
     */
    public MissingException(String what) {
      super(what);
    }
  }
}
