import { parseJson, writeJson } from './json';
import { login } from './login';
import { readNpy, type NpyArray } from './npy';
import { ProblemError, problemFrom, unreachable } from './problem';
import type {
  Analysis,
  AnalysisKind,
  AnalysisPage,
  AxisTable,
  BodyOf,
  CheckedStudyFile,
  History,
  HistoryRow,
  Observer,
  Paths,
  Recommendation,
  Session,
  RegressionCounts,
  Significance,
  Specification,
  Study,
  StudyKey,
  StudyPage,
  WholeAnalysis,
  UploadedObserver,
  WholeObserver,
  Worker,
} from './types';

const studies = '/api/v1/studies';

export function studyPath(id: string, rest = ''): string {
  return `${studies}/${encodeURIComponent(id)}${rest}`;
}

export function livePath(id: string): string {
  return studyPath(id, '/live');
}

/** Which studies a list has, and their order: values of the parameters of the same names. */
export interface StudyQuery {
  search?: string;
  state?: string;
  order?: string;
}

export async function listStudies(
  limit: number,
  after: string | null,
  query: StudyQuery = {},
): Promise<StudyPage> {
  const given = new URLSearchParams({ limit: String(limit), ...query });
  if (after !== null) given.set('after', after);
  return (await call('GET', `${studies}?${given}`)) as StudyPage;
}

export async function getStudy(id: string): Promise<Study> {
  return (await call('GET', studyPath(id))) as Study;
}

export async function createStudy(specification: Specification): Promise<Study> {
  return (await call('POST', studies, specification)) as Study;
}

export async function stopStudy(id: string): Promise<Study> {
  return (await call('POST', studyPath(id, '/stop'))) as Study;
}

export async function pauseStudy(id: string): Promise<Study> {
  return (await call('POST', studyPath(id, '/pause'))) as Study;
}

/** Resumes from the last checkpoint. With `fresh` it restarts from the first trial and deletes earlier results. */
export async function resumeStudy(id: string, fresh = false): Promise<Study> {
  return (await call('POST', studyPath(id, '/resume'), fresh ? { fresh } : {})) as Study;
}

export async function extendStudy(id: string, maxTrials: number): Promise<Study> {
  return (await call('POST', studyPath(id, '/extend'), { maxTrials })) as Study;
}

/** Starts a study of the same specification with another seed. An empty name keeps the name of the original. */
export async function cloneStudy(id: string, seed: number | bigint, name: string): Promise<Study> {
  return (await call('POST', studyPath(id, '/clone'), name === '' ? { seed } : { seed, name })) as Study;
}

export async function deleteStudy(id: string): Promise<void> {
  await call('DELETE', studyPath(id));
}

/** Returns the history; requests only looks after the known ones and the last known look, which may be incomplete. */
export async function getHistory(id: string, known: HistoryRow[]): Promise<HistoryRow[]> {
  const from = known.at(-1)?.trials ?? 0;
  const query = from > 0 ? `?from=${from}` : '';
  const { rows } = (await call('GET', studyPath(id, `/history${query}`))) as History;
  return [
    ...known.filter(({ trials }) => trials < from),
    ...rows.map(({ trials, channel, reliability, assured }) => ({ trials, channel, reliability, assured })),
  ];
}

/** Returns the path of a map of a study. A channel's name goes before its position, also if it is a number. */
export function mapPath(channel: string, view: string): string {
  return `/maps/${encodeURIComponent(channel)}.npy?view=${view}`;
}

/** Returns an array of a study, such as `/maps.npy?view=z`. */
export async function getArray(id: string, rest: string): Promise<NpyArray> {
  const response = await send(studyPath(id, rest), {
    method: 'GET',
    headers: { Accept: 'application/octet-stream, application/problem+json' },
  });
  return readNpy(await (await succeeded(response)).arrayBuffer());
}

export async function getSignificance(id: string): Promise<Significance> {
  return (await call('GET', studyPath(id, '/significance'))) as Significance;
}

export async function getAxes(id: string): Promise<AxisTable> {
  return (await call('GET', studyPath(id, '/stc.json'))) as AxisTable;
}

export async function getRegression(id: string): Promise<RegressionCounts> {
  return (await call('GET', studyPath(id, '/regression.json'))) as RegressionCounts;
}

export async function listObservers(): Promise<Observer[]> {
  return (await list('/api/v1/observers')).observers;
}

export async function getObserver(name: string): Promise<WholeObserver> {
  return (await call('GET', observerPath(name))) as WholeObserver;
}

/**
 * Uploads a network as a form with the files `network` and `card`.
 *
 * @param images data set whose test images the network is shown; blank for none
 * @param save whether the network is kept
 */
export async function putObserver(
  name: string,
  form: FormData,
  { replace, images, save }: { replace: boolean; images: string; save: boolean },
): Promise<UploadedObserver> {
  const query = new URLSearchParams();
  if (replace) query.set('replace', 'true');
  if (images !== '') query.set('images', images);
  if (!save) query.set('save', 'false');
  const rest = query.size === 0 ? '' : `?${query}`;
  return (await call('PUT', observerPath(name, rest), form)) as UploadedObserver;
}

export async function deleteObserver(name: string): Promise<void> {
  await call('DELETE', observerPath(name));
}

const session = '/api/v1/session';

/** Returns whose token the browser sends. */
export async function getSession(): Promise<Session> {
  return (await call('GET', session)) as Session;
}

/** Has the server set a cookie with the token, which later requests send. */
export async function logIn(token: string): Promise<Session> {
  return (await call('POST', session, { token })) as Session;
}

export async function logOut(): Promise<void> {
  await call('DELETE', session);
}

export async function listWorkers(): Promise<Worker[]> {
  return (await list('/api/v1/workers')).workers;
}

const analyses = '/api/v1/analyses';

function analysisPath(id: string, rest = ''): string {
  return `${analyses}/${encodeURIComponent(id)}${rest}`;
}

/** Path of a result file of an analysis. */
export function analysisFile(id: string, name: string): string {
  return analysisPath(id, `/files/${encodeURIComponent(name)}`);
}

/** Returns the file at a path of the server. */
export async function getFile(path: string): Promise<Blob> {
  return (await succeeded(await send(path, { method: 'GET' }))).blob();
}

export async function listAnalysisKinds(): Promise<AnalysisKind[]> {
  return (await list('/api/v1/analyses/kinds')).kinds;
}

export async function listAnalyses(limit: number): Promise<AnalysisPage> {
  return (await call('GET', `${analyses}?limit=${limit}`)) as AnalysisPage;
}

export async function getAnalysis(id: string): Promise<WholeAnalysis> {
  return (await call('GET', analysisPath(id))) as WholeAnalysis;
}

export async function createAnalysis(analysis: string, given: Record<string, string>): Promise<Analysis> {
  return (await call('POST', analyses, { analysis, arguments: given })) as Analysis;
}

export async function stopAnalysis(id: string): Promise<Analysis> {
  return (await call('POST', analysisPath(id, '/stop'))) as Analysis;
}

export async function deleteAnalysis(id: string): Promise<void> {
  await call('DELETE', analysisPath(id));
}

function observerPath(name: string, rest = ''): string {
  return `/api/v1/observers/${encodeURIComponent(name)}${rest}`;
}

/** Returns the declarations of all keys of a specification. */
export async function listStudyKeys(): Promise<StudyKey[]> {
  return (await list('/api/v1/study-keys')).keys;
}

/** Returns the study of a study file, and what is invalid in it. */
export async function checkStudyFile(studyFile: string): Promise<CheckedStudyFile> {
  return (await call('POST', '/api/v1/study-files', { studyFile })) as CheckedStudyFile;
}

/** Returns suggested settings for an observer, measured in pilots of some seconds. */
export async function recommend(specification: Specification): Promise<Recommendation> {
  return (await call('POST', '/api/v1/recommendations', specification)) as Recommendation;
}

/** Returns the first eight stimuli of a study as an image or as npy. */
export async function drawStimuli(
  specification: Specification,
  format: 'png' | 'npy' = 'png',
): Promise<Blob> {
  const response = await send(`/api/v1/stimuli?format=${format}`, {
    method: 'POST',
    headers: { Accept: '*/*', 'Content-Type': 'application/json' },
    body: writeJson(specification),
  });
  return (await succeeded(response)).blob();
}

async function list<Path extends keyof Paths>(path: Path): Promise<BodyOf<Path>> {
  return (await call('GET', path)) as BodyOf<Path>;
}

async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  const request: RequestInit = { method, headers: { Accept: 'application/json, application/problem+json' } };
  if (body instanceof FormData) {
    request.body = body;
  } else if (method === 'POST') {
    request.headers = { ...request.headers, 'Content-Type': 'application/json' };
    request.body = writeJson(body ?? {});
  }
  const response = await send(path, request);
  const content = await response.text();
  const json = content === '' ? undefined : parsed(content);
  if (!response.ok) throw new ProblemError(problemFrom(response.status, json));
  return json;
}

async function send(path: string, request: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, request);
  } catch {
    throw new ProblemError(unreachable());
  }
  if (response.status === 401) login.dispatch(true);
  return response;
}

/** Returns a response unless it is a problem, which it throws. */
async function succeeded(response: Response): Promise<Response> {
  if (!response.ok) throw new ProblemError(problemFrom(response.status, parsed(await response.text())));
  return response;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
