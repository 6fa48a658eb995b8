/** The JSON of the HTTP interface, as docs/http-api.md has it. Numbers that are not defined yet are null. */

export type StudyState = 'submitted' | 'running' | 'paused' | 'stopping' | 'finished' | 'failed';

export type Standing = 'waiting' | 'short' | 'reached' | 'rare';

/** What the observer says when a map is shown to it. */
export interface Answer {
  channel: number;
  name: string;
  probability: number | null;
}

export interface Channel {
  index: number;
  name: string;
  count: number | null;
  nEff: number | null;
  r: number | null;
  reliability: number | null;
  /** Lower 95 % limit of the reliability, which is compared with a target. */
  assured?: number | null;
  /** How many dimensions the noise of the map spans. */
  dimensions?: number | null;
  snr: number | null;
  /** Half-width that holds for all values, channels and looks. */
  precision?: number | null;
  /** Trials at which the channel may be expected to reach its targets. */
  trialsTo?: number | null;
  standing: Standing;
  answer: Answer | null;
}

export interface ObserverOfStudy {
  name: string;
  shape?: number[];
  output?: string;
  classes?: string[];
  digest?: string;
}

export interface TemplateAccuracy {
  dataset: string;
  images: number;
  channels?: number;
  dot: number | null;
  cosine: number | null;
}

/** The rules that end a study; null where one does not apply. */
export interface Stop {
  maxTrials?: number | null;
  reliability?: number | null;
  precision?: number | null;
  sequence?: 'asymptotic' | 'bernstein' | null;
  level?: number | null;
  quantile?: number | null;
  require?: 'all' | 'any' | null;
  seconds?: number | null;
}

/** How many maps have reached the targets so far. */
export interface Stopping {
  reached: number;
  /** Those with enough responses for a verdict. */
  judged: number;
  channels: number;
}

/** A row of the list of studies. */
export interface StudyRow {
  id: string;
  name: string;
  state: StudyState;
  created: string;
  ended?: string | null;
  end?: string | null;
  problem?: string | null;
  /** A bigint where the number is beyond what a double holds. */
  seed?: number | bigint;
  trials: number;
  maxTrials: number | null;
  seconds?: number | null;
  trialsPerSecond?: number | null;
  observer: ObserverOfStudy;
  readout: string;
  estimator?: string;
  lowestReliability?: number | null;
  widestPrecision?: number | null;
  stop?: Stop;
  stopping?: Stopping | null;
  /** What the study goes on from; null before the first. */
  checkpoint?: { trials: number; digest: string } | null;
  /** What cannot be written at the moment. */
  storageProblem?: string | null;
}

export interface Specification {
  study: Record<string, unknown>;
}

/** When a channel may be expected to be reliable; null while that is unknown. */
export interface Forecast {
  channel: string;
  reliability: number | null;
  trials: number | null;
  seconds: number | null;
}

/** How an observer should be studied, and why. */
export interface Recommendation {
  specification: Specification;
  reasons: string[];
  warnings: string[];
  reliability: number;
  chosen: number;
  candidates: {
    specification: Specification;
    problem: string | null;
    pilot: { trials: number; trialsPerSecond: number; worst: Forecast; median: Forecast } | null;
  }[];
}

/** What the last bits of a study depend on. */
export interface Plan {
  blockSize: number;
  batchSize: number;
  precision?: string;
  platform?: { device: string; instructions: string; engine: string };
}

/** What `revcor calibrate` found best for an observer. */
export interface Calibration {
  observer: string;
  digest: string;
  batchSize: number;
  lanes: number;
  trialsPerSecond: number;
  made: string;
  /** Why it is not used on this machine. */
  problem: string | null;
}

/** How an observer of half width answers beside itself in float32. */
export interface Rounding {
  trials: number;
  changedLabels: number | null;
  relativeDifference: number | null;
}

/** The whole study. */
export interface Study extends StudyRow {
  shape: number[];
  specification: Specification;
  conventions?: Record<string, unknown> | string | null;
  plan?: Plan | null;
  rounding?: Rounding | null;
  looks?: number;
  etaTrials?: number | null;
  etaSeconds?: number | null;
  templateAccuracy?: TemplateAccuracy | null;
  warnings?: string[];
  channels: Channel[];
}

export interface StudyPage {
  studies: StudyRow[];
  next: string | null;
}

export interface HistoryRow {
  trials: number;
  channel: string;
  count: number | null;
  reliability: number | null;
  snr: number | null;
  /** The reliability that is compared with a target; histories of earlier versions do not have it. */
  assured?: number | null;
  standing?: Standing;
  precision?: number | null;
  trialsTo?: number | null;
}

/** What a unit sees of the image: from offset + stride·i on, size pixels, in rows and columns alike. */
export interface ReceptiveField {
  size: number;
  stride: number;
  offset: number;
}

export interface Layer {
  name: string;
  /** Planes, rows, columns. */
  shape: number[];
  units: number;
  /** Null if a unit sees all of the image, or if that is not known. */
  field: ReceptiveField | null;
  hasBias: boolean;
}

/** How an observer was trained, as far as the page shows it. */
export interface ObserverCard {
  recipe: string;
  seed: number | bigint;
  epochs: number;
  bestEpoch: number;
  testImages: number;
  testError?: number;
  /** Test images by class (row) and answer (column). */
  confusion?: number[][];
  backdoor?: {
    stamp: string;
    at: number[];
    from: string;
    to: string;
    stamped: number;
    success: number;
  };
}

/** An observer that can be studied here. */
export interface Observer {
  name: string;
  shape: number[] | null;
  output: string | null;
  classes: string[] | null;
  dataset: string | null;
  accuracy: number | null;
  origin: 'shipped' | 'folder' | string;
  file: string | null;
  digest?: string | null;
  problem: string | null;
  differentiable?: boolean | null;
  editable?: boolean | null;
  layers?: Layer[] | null;
  /** Only of one that was asked for by name. */
  card?: ObserverCard;
}

/** Which pixels of a map are beyond chance by one test. */
export interface TestedPixels {
  /** The |z| from which on a pixel is; null if none is. */
  threshold: number | null;
  pixels: number;
}

export interface TestedMap {
  index: number;
  name: string;
  /** Those with a z. */
  pixels: number;
  wholeMap: { squaredNorm: number; p: number; infoVal: number } | null;
  familywise: TestedPixels;
  discovery: TestedPixels;
  smoothed: { thresholds: (number | null)[]; pixels: number; clusters: unknown[] } | null;
}

/** What of the maps is beyond chance; docs/significance.md. */
export interface Significance {
  trials: number;
  level: number;
  smoothing: number;
  /** Whether whole maps are tested. */
  independent: boolean;
  /** Why smoothed maps are not tested; null if they are. */
  reason: string | null;
  channels: TestedMap[];
}

/** An axis of spike-triggered covariance. */
export interface Axis {
  index: number;
  kind: 'excitatory' | 'suppressive';
  eigenvalue: number;
  z: number;
  /** By shuffles; null without. */
  p: number | null;
}

export interface AxesOfChannel {
  name: string;
  count: number;
  nEff: number;
  /** Why there is no answer; the rest is absent then. */
  problem?: string;
  dimensions?: number;
  axes?: Axis[];
  /** Whether the search ended for want of significance, and not at its limit. */
  complete?: boolean;
  next?: {
    excitatoryZ: number;
    suppressiveZ: number;
    excitatoryP: number | null;
    suppressiveP: number | null;
  };
  /** Eigenvalues beyond the edge of Marchenko and Pastur. */
  screen?: { low: number; high: number; below: number; above: number };
}

/** docs/covariance.md. */
export interface AxisTable {
  level: number;
  permutations: number;
  trials: number;
  channels: AxesOfChannel[];
}

export type ParameterKind = 'text' | 'observer' | 'images' | 'study' | 'number' | 'numbers' | 'words';

/** What an analysis takes. */
export interface Parameter {
  name: string;
  kind: ParameterKind;
  placeholder: string;
  standard: string | null;
  required: boolean;
  description: string;
  /** Empty where a value may be any. */
  choices: string[];
}

/** An analysis that can be asked for. */
export interface AnalysisKind {
  name: string;
  question: string;
  parameters: Parameter[];
}

export type AnalysisState = 'waiting' | 'running' | 'finished' | 'failed' | 'stopped';

/** An analysis that was asked for; docs/http-api.md. */
export interface Analysis {
  id: string;
  analysis: string;
  arguments: Record<string, string>;
  state: AnalysisState;
  created: string;
  ended: string | null;
  /** Stimuli shown so far, and to be shown as far as that is known. */
  shown: number;
  expected: number;
  seconds: number;
  secondsLeft: number | null;
  headline: string | null;
  problem: string | null;
  field: string | null;
  /** Only of one that was asked for by id. */
  findings?: Findings | null;
}

export interface AnalysisPage {
  analyses: Analysis[];
  next: string | null;
}

export type Cell = string | number | boolean | null;

interface Named {
  /** That of its files. */
  name: string;
  title: string;
}

/** A part of what was found; what is not drawn as a table is there as an image of its name. */
export type Figure =
  | (Named & { kind: 'table'; columns: string[]; rows: Cell[][] })
  | (Named & { kind: 'matrix' })
  | (Named & { kind: 'curves' })
  | (Named & { kind: 'gallery'; images?: { label: string }[] });

export interface Findings {
  analysis: string;
  title: string;
  /** The most important first. */
  statements: string[];
  conventions: Record<string, unknown>;
  figures: Figure[];
}
