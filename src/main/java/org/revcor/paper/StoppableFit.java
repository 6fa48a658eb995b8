package org.revcor.paper;

import java.util.function.BooleanSupplier;
import org.revcor.stimulus.FitListener;
import org.revcor.stimulus.FitProgress;

/** Stops a fit on request. */
record StoppableFit(BooleanSupplier stop) implements FitListener {
  @Override
  public void progress(FitProgress progress) {
    // not reported: a fit takes a minute or two
  }

  @Override
  public boolean stopped() {
    return stop.getAsBoolean();
  }
}
