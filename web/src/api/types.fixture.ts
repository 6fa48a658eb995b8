import type { Channel, Stop, Study } from './types';

/** Returns a channel before its first look. */
export function channel(more: Partial<Channel> = {}): Channel {
  return {
    index: 0,
    name: 'a',
    corner: [0, 0],
    count: 0,
    nEff: 0,
    reliability: null,
    assured: null,
    precision: null,
    trialsTo: null,
    standing: 'waiting',
    ...more,
  };
}

/** Returns stopping rules; those that are not given are not used. */
export function stop(more: Partial<Stop> = {}): Stop {
  return {
    maxTrials: null,
    reliability: null,
    precision: null,
    level: null,
    quantile: null,
    require: null,
    seconds: null,
    ...more,
  };
}

/** Returns a running study with two maps of two pixels. */
export function study(more: Partial<Study> = {}): Study {
  return {
    id: 's1',
    name: 'digits',
    state: 'running',
    created: '2026-11-25T10:15:00Z',
    ended: null,
    end: null,
    problem: null,
    seed: 42,
    trials: 1000,
    maxTrials: 10_000,
    seconds: 1,
    trialsPerSecond: 1000,
    forwardsPerTrial: 1,
    looks: 1,
    observer: {
      name: 'mnist-cnn',
      shape: [1, 1, 2],
      output: 'logits',
      classes: ['a', 'b'],
      digest: 'sha256:1',
      scale: 'unit',
    },
    shape: [1, 1, 2],
    specification: { study: { name: 'digits', stimulus: { law: 'uniform' } } },
    readout: 'label',
    estimator: 'average',
    conventions: { estimand: 'class-map' },
    plan: {
      blockSize: 1000,
      batchSize: 250,
      threadsPerLane: 1,
      platform: { device: 'cpu', instructions: 'amd64 avx2', engine: 'pytorch 2.7.1' },
      generator: 'threefry',
    },
    stop: stop({ maxTrials: 10_000, reliability: 0.95 }),
    stopping: null,
    lowestReliability: null,
    widestPrecision: null,
    etaTrials: null,
    etaSeconds: null,
    verdict: null,
    followUp: null,
    warnings: [],
    checkpoint: null,
    storageProblem: null,
    channels: ['a', 'b'].map((name, index) => channel({ index, name })),
    ...more,
  };
}
