/** JSON types of docs/http-api.md. Undefined numbers are null. */

export type StudyState = 'submitted' | 'running' | 'paused' | 'stopping' | 'finished' | 'failed';

export type StoppingStatus = 'waiting' | 'short' | 'reached' | 'rare';

/** The response of the observer to a map. */
export interface ChannelResponse {
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
  /** Lower 95 % limit of the reliability; targets are compared with it. */
  assured?: number | null;
  /** Number of dimensions of the noise of the map. */
  dimensions?: number | null;
  snr: number | null;
  /** Half-width of the confidence interval over all values, channels and looks. */
  precision?: number | null;
  /** Expected number of trials until the channel reaches its targets. */
  trialsTo?: number | null;
  standing: StoppingStatus;
  response: ChannelResponse | null;
}

export interface StudyObserver {
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

/** Stopping rules of a study; null if not used. */
export interface Stop {
  maxTrials?: number | null;
  reliability?: number | null;
  precision?: number | null;
  sequence?: string | null;
  level?: number | null;
  quantile?: number | null;
  require?: string | null;
  seconds?: number | null;
}

/** Numbers of maps by stopping status. */
export interface Stopping {
  reached: number;
  /** Channels with enough responses. */
  judged: number;
  channels: number;
}

/** An item of the list of studies. */
export interface StudyRow {
  id: string;
  name: string;
  state: StudyState;
  created: string;
  ended?: string | null;
  end?: string | null;
  problem?: string | null;
  /** A bigint if it exceeds the precision of a double. */
  seed?: number | bigint;
  trials: number;
  maxTrials: number | null;
  seconds?: number | null;
  trialsPerSecond?: number | null;
  observer: StudyObserver;
  readout: string;
  estimator?: string;
  lowestReliability?: number | null;
  widestPrecision?: number | null;
  stop?: Stop;
  stopping?: Stopping | null;
  /** The checkpoint from which the study resumes; null before the first. */
  checkpoint?: { trials: number; digest: string } | null;
  /** The current storage error. */
  storageProblem?: string | null;
}

export interface Specification {
  study: Record<string, unknown>;
}

/** The parts of a JSON Schema that the form reads. */
export interface JsonSchema {
  type?: string;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
}

/** A key with a value. */
export interface ValueKey {
  name: string;
  /** Valid values in words. */
  range: string;
  schema: JsonSchema;
  /** Valid values; empty if others are valid. */
  words: string[];
  /** What applies without the key; empty if nothing does. */
  standard: string;
  required: boolean;
  /** A valid value; empty if the key is not required. */
  example: string;
  /** Condition for the key; empty for none. */
  only: string;
  help: string;
}

/** A key with an object, or with a list of objects. */
export interface GroupKey {
  name: string;
  list: boolean;
  help: string;
  keys: StudyKey[];
}

/** A choice. Without a name, the choice is the option whose word is present as a key. */
export interface VariantsKey {
  name: string;
  standard: string;
  help: string;
  options: { word: string; label: string; help: string; keys: StudyKey[] }[];
}

/** A declaration of a key of a specification. */
export type StudyKey = ValueKey | GroupKey | VariantsKey;

/** Cost until a channel is reliable; null while unknown. */
export interface Forecast {
  channel: string;
  reliability: number | null;
  trials: number | null;
  seconds: number | null;
}

/** Suggested settings for an observer, with reasons. */
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

/** Settings that determine the last bits of the results. */
export interface Plan {
  blockSize: number;
  batchSize: number;
  precision?: string;
  platform?: { device: string; instructions: string; engine: string };
}

/** The fastest settings that `revcor calibrate` found for an observer. */
export interface Calibration {
  observer: string;
  digest: string;
  batchSize: number;
  lanes: number;
  trialsPerSecond: number;
  made: string;
  /** Reason why it is not used on this machine. */
  problem: string | null;
}

/** Differences between the outputs of an observer in half precision and in float32. */
export interface Rounding {
  trials: number;
  changedLabels: number | null;
  relativeDifference: number | null;
}

/** A study with all channels. */
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
  /** The reliability that targets are compared with; absent in histories of earlier versions. */
  assured?: number | null;
  standing?: StoppingStatus;
  precision?: number | null;
  trialsTo?: number | null;
}

/** Pixels that unit i depends on: `size` pixels from offset + stride·i, in rows and in columns. */
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
  /** Null if a unit depends on the whole image, or if unknown. */
  field: ReceptiveField | null;
  hasBias: boolean;
}

/** Properties of the training that the page shows. */
export interface ObserverCard {
  recipe: string;
  seed: number | bigint;
  epochs: number;
  bestEpoch: number;
  testImages: number;
  testError?: number;
  /** Test images by class (row) and predicted class (column). */
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

/** An available observer. */
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
  /** Present only in a request by name. */
  card?: ObserverCard;
}

/** Significant pixels of a map by one test. */
export interface TestedPixels {
  /** Smallest significant |z|; null if no pixel is significant. */
  threshold: number | null;
  pixels: number;
}

export interface TestedMap {
  index: number;
  name: string;
  /** Number of pixels with a z score. */
  pixels: number;
  wholeMap: { squaredNorm: number; p: number; infoVal: number } | null;
  familywise: TestedPixels;
  discovery: TestedPixels;
  smoothed: { thresholds: (number | null)[]; pixels: number; clusters: unknown[] } | null;
}

/** Which map pixels are significant; docs/significance.md. */
export interface Significance {
  trials: number;
  level: number;
  smoothing: number;
  /** Whether pixels are independent, so that whole maps are tested. */
  independent: boolean;
  /** Reason why smoothed maps are not tested; null if they are. */
  reason: string | null;
  channels: TestedMap[];
}

/** An axis of spike-triggered covariance. */
export interface Axis {
  index: number;
  kind: 'excitatory' | 'suppressive';
  eigenvalue: number;
  z: number;
  /** p-value by permutations; null without permutations. */
  p: number | null;
}

export interface ChannelAxes {
  name: string;
  count: number;
  nEff: number;
  /** Reason why there is no result; the fields below are then absent. */
  problem?: string;
  dimensions?: number;
  axes?: Axis[];
  /** Whether the search found all significant axes before its limit. */
  complete?: boolean;
  next?: {
    excitatoryZ: number;
    suppressiveZ: number;
    excitatoryP: number | null;
    suppressiveP: number | null;
  };
  /** Number of eigenvalues beyond the Marchenko-Pastur edges. */
  screen?: { low: number; high: number; below: number; above: number };
}

/** Axes of all channels; docs/covariance.md. */
export interface AxisTable {
  level: number;
  permutations: number;
  trials: number;
  channels: ChannelAxes[];
}

export type ParameterKind = 'text' | 'observer' | 'images' | 'study' | 'number' | 'numbers' | 'words';

/** A parameter of an analysis. */
export interface Parameter {
  name: string;
  kind: ParameterKind;
  placeholder: string;
  standard: string | null;
  required: boolean;
  description: string;
  /** Valid values; empty if any value is valid. */
  choices: string[];
}

/** A kind of analysis. */
export interface AnalysisKind {
  name: string;
  question: string;
  parameters: Parameter[];
}

export type AnalysisState = 'waiting' | 'running' | 'finished' | 'failed' | 'stopped';

/** A requested analysis; docs/http-api.md. */
export interface Analysis {
  id: string;
  analysis: string;
  arguments: Record<string, string>;
  state: AnalysisState;
  created: string;
  ended: string | null;
  /** Stimuli shown so far, and the expected total. */
  shown: number;
  expected: number;
  seconds: number;
  secondsLeft: number | null;
  headline: string | null;
  problem: string | null;
  field: string | null;
  /** Present only in a request by id. */
  findings?: AnalysisResult | null;
}

export interface AnalysisPage {
  analyses: Analysis[];
  next: string | null;
}

export type Cell = string | number | boolean | null;

interface Named {
  /** Base name of its files. */
  name: string;
  title: string;
}

/** A figure of a result. Figures other than tables exist as SVG files. */
export type Figure =
  | (Named & { kind: 'table'; columns: string[]; rows: Cell[][] })
  | (Named & { kind: 'matrix' })
  | (Named & { kind: 'curves' })
  | (Named & { kind: 'gallery'; images?: { label: string }[] });

export interface AnalysisResult {
  analysis: string;
  title: string;
  /** The most important first. */
  statements: string[];
  conventions: Record<string, unknown>;
  figures: Figure[];
}
