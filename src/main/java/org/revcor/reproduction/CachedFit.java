package org.revcor.reproduction;

import java.util.function.BooleanSupplier;
import org.revcor.stimulus.FitListener;
import org.revcor.stimulus.FitProgress;

/** A fit that can be stopped. */
record CachedFit(BooleanSupplier stop) implements FitListener {
  @Override
  public void progress(FitProgress progress) {
    // a fit takes a minute or two; its name was reported
  }

  @Override
  public boolean stopped() {
    return stop.getAsBoolean();
  }
}
