import type { components, paths } from '../../generated/api';

/** A schema of the contract as `parseJson` returns it: a seed of more than 53 bits is a `bigint`. */
type Parsed<T> = T extends object
  ? { [Name in keyof T]: Name extends 'seed' ? number | bigint : Parsed<T[Name]> }
  : T;

type Schemas = Parsed<components['schemas']>;

/** The paths of the contract. */
export type Paths = paths;

/** The JSON body of a response to GET. */
export type BodyOf<Path extends keyof Paths> = Paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Parsed<Body>
  : never;

export type Problem = Schemas['Problem'];

export type StudyState = Schemas['StudyState'];
export type StoppingStatus = Schemas['StoppingStatus'];
export type StudyRow = Schemas['StudyRow'];
export type StudyPage = Schemas['StudyPage'];
export type Study = Schemas['Study'];
export type Channel = Schemas['Channel'];
export type Stop = Schemas['Stop'];
export type Stopping = Schemas['Stopping'];
export type Plan = Schemas['Plan'];
export type History = Schemas['History'];
/** The members of a row that pages use: a history has hundreds of thousands of rows. */
export type HistoryRow = Pick<Schemas['HistoryRow'], 'trials' | 'channel' | 'reliability'> & {
  assured?: number | null | undefined;
};

export type Specification = Schemas['Specification'];
export type CheckedStudyFile = Omit<Schemas['CheckedStudyFile'], 'specification'> & {
  specification: Specification;
};
export type StudyKey = Schemas['StudyKey'];
export type ValueKey = Schemas['ValueKey'];
export type GroupKey = Schemas['GroupKey'];
export type VariantsKey = Schemas['VariantsKey'];
export type JsonSchema = Schemas['JsonSchema'];
export type Recommendation = Schemas['Recommendation'];

export type Significance = Schemas['Significance'];
export type TestedMap = Schemas['TestedMap'];
export type AxisTable = Schemas['AxisTable'];
export type ChannelAxes = Schemas['ChannelAxes'];
export type Axis = Schemas['Axis'];
export type RegressionCounts = Schemas['RegressionCounts'];

export type Observer = Schemas['Observer'];
export type WholeObserver = Schemas['WholeObserver'];
export type UploadedObserver = Schemas['UploadedObserver'];
export type AccuracyCheck = Schemas['AccuracyCheck'];
export type ObserverCard = Schemas['ObserverCard'];
export type Layer = Schemas['Layer'];

export type Session = Schemas['Session'];

export type WorkerState = Schemas['WorkerState'];
export type Worker = Schemas['Worker'];

export type AnalysisKind = Schemas['AnalysisKind'];
export type Parameter = Schemas['Parameter'];
export type AnalysisState = Schemas['AnalysisState'];
export type Analysis = Schemas['Analysis'];
export type WholeAnalysis = Schemas['WholeAnalysis'];
export type AnalysisPage = Schemas['AnalysisPage'];
export type AnalysisResult = Schemas['AnalysisResult'];
export type Figure = Schemas['Figure'];
export type Cell = Schemas['Cell'];

export type ServerMessage = Schemas['ServerMessage'];
export type ClientMessage = Schemas['ClientMessage'];
