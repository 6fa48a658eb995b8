package org.revcor.cli;

import java.util.Iterator;
import org.revcor.observer.training.Recipe;

/** Names of the training recipes, for help texts and completion. */
final class RecipeNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Recipe.names().iterator();
  }
}
