package org.revcor.cli;

import java.util.Iterator;
import org.revcor.observer.training.Recipe;

/** The recipes, for the help of {@code revcor train}. */
final class RecipeNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Recipe.names().iterator();
  }
}
