package org.revcor.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.worker.cluster.ClusterTimes.CONFIRMATION;
import static org.revcor.worker.cluster.ClusterTimes.FETCH_PAUSE;
import static org.revcor.worker.cluster.ClusterTimes.FILE_TIMEOUT;
import static org.revcor.worker.cluster.ClusterTimes.JOIN_PAUSE;
import static org.revcor.worker.cluster.ClusterTimes.JOIN_TIMEOUT;
import static org.revcor.worker.cluster.ClusterTimes.LISTED;
import static org.revcor.worker.cluster.ClusterTimes.MAX_TRANSFER;
import static org.revcor.worker.cluster.ClusterTimes.MIN_SHARED_AGE;
import static org.revcor.worker.cluster.ClusterTimes.POOL_SILENCE;
import static org.revcor.worker.cluster.ClusterTimes.TICK;
import static org.revcor.worker.cluster.ClusterTimes.WORKER_SILENCE;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ClusterTimesTest {
  private static final Config PEKKO = ConfigFactory.parseResources("cluster.conf");

  private static Duration pekko(String key) {
    return PEKKO.getDuration("pekko." + key);
  }

  @Test
  void aFewLateMessagesEndNoLease() {
    assertThat(MAX_TRANSFER).isGreaterThan(TICK.multipliedBy(3));
    assertThat(WORKER_SILENCE).isGreaterThan(TICK.multipliedBy(5));
    assertThat(POOL_SILENCE).isGreaterThan(TICK.multipliedBy(5));
  }

  @Test
  void idleWorkerGetsTheTaskOfASilentOneBeforeItIsLost() {
    assertThat(MIN_SHARED_AGE).isGreaterThan(TICK).isLessThan(MAX_TRANSFER);
    assertThat(MAX_TRANSFER).isLessThan(WORKER_SILENCE);
  }

  @Test
  void workerKeepsItsResultsUntilAfterItIsLostAndSendsThemAgainBefore() {
    assertThat(POOL_SILENCE).isGreaterThan(WORKER_SILENCE).isGreaterThan(CONFIRMATION);
  }

  @Test
  void leasesEndBeforePekkoRemovesAWorkerWhichLeavesByItselfBeforeThat() {
    Duration unreachable = pekko("cluster.failure-detector.acceptable-heartbeat-pause");
    Duration removed =
        unreachable.plus(pekko("cluster.split-brain-resolver.stable-after")).plus(TICK);

    assertThat(WORKER_SILENCE).isLessThan(unreachable);
    assertThat(POOL_SILENCE).isLessThan(removed);
  }

  @Test
  void workerThatJoinsRepeatsItsAttemptsFirst() {
    assertThat(JOIN_TIMEOUT)
        .isGreaterThan(pekko("remote.artery.advanced.tcp.connection-timeout"))
        .isGreaterThan(pekko("cluster.retry-unsuccessful-join-after").multipliedBy(3));
  }

  @Test
  void lostWorkerIsListedUntilItHasHadTimeToJoinAgainAndToFetchFiles() {
    assertThat(LISTED)
        .isGreaterThan(POOL_SILENCE.plus(JOIN_PAUSE).plus(JOIN_TIMEOUT))
        .isGreaterThan(FETCH_PAUSE.plus(FILE_TIMEOUT));
    assertThat(FILE_TIMEOUT).isGreaterThan(POOL_SILENCE);
  }
}
