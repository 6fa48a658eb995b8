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

/** Returns the first studies of a list. */
export const listStudies = (limit: number, query: StudyQuery = {}) =>
  call<StudyPage>('GET', `${studies}?${new URLSearchParams({ limit: String(limit), ...query })}`);

export const getStudy = (id: string) => call<Study>('GET', studyPath(id));

export const createStudy = (specification: Specification) => call<Study>('POST', studies, specification);

export const stopStudy = (id: string) => call<Study>('POST', studyPath(id, '/stop'));

export const pauseStudy = (id: string) => call<Study>('POST', studyPath(id, '/pause'));

/** Resumes from the last checkpoint. With `fresh` it restarts from the first trial and deletes earlier results. */
export const resumeStudy = (id: string, fresh = false) =>
  call<Study>('POST', studyPath(id, '/resume'), fresh ? { fresh } : {});

export const extendStudy = (id: string, maxTrials: number) =>
  call<Study>('POST', studyPath(id, '/extend'), { maxTrials });

/** Starts a study of the same specification with another seed. */
export const cloneStudy = (id: string, seed: number | bigint) =>
  call<Study>('POST', studyPath(id, '/clone'), { seed });

export const labelStudy = (id: string, labels: { name: string; notes: string; tags: string[] }) =>
  call<Study>('PATCH', studyPath(id), labels);

export const deleteStudy = (id: string) => call<void>('DELETE', studyPath(id));

/** Returns the history; requests only looks after the known ones and the last known look, which may be incomplete. */
export async function getHistory(id: string, known: HistoryRow[]): Promise<HistoryRow[]> {
  const from = known.at(-1)?.trials ?? 0;
  const query = from > 0 ? `?from=${from}` : '';
  const { rows } = await call<History>('GET', studyPath(id, `/history${query}`));
  return [
    ...known.filter(({ trials }) => trials < from),
    ...rows.map(({ trials, channel, reliability, assured }) => ({ trials, channel, reliability, assured })),
  ];
}

/** Returns the path of a map of a study. A channel's name goes before its position, also if it is a number. */
export function mapPath(channel: string, view: string, format: 'npy' | 'png' = 'npy'): string {
  return `/maps/${encodeURIComponent(channel)}.${format}?view=${view}`;
}

/** Returns an array of a study, such as `/maps.npy?view=z`. */
export async function getArray(id: string, rest: string): Promise<NpyArray> {
  return readNpy(await getBytes(id, rest));
}

/** Returns a file of a study. */
export async function getBytes(id: string, rest: string): Promise<ArrayBuffer> {
  const response = await send(studyPath(id, rest), {
    method: 'GET',
    headers: { Accept: 'application/octet-stream, application/problem+json' },
  });
  return (await succeeded(response)).arrayBuffer();
}

/** Returns the name of the wheel that the server has for pip; empty if it has none. */
export async function findPythonWheel(): Promise<string> {
  const response = await succeeded(await send('/python/', { method: 'GET' }));
  return /revcor-[^"<>]+\.whl/.exec(await response.text())?.[0] ?? '';
}

export const getSignificance = (id: string) => call<Significance>('GET', studyPath(id, '/significance'));

export const getAxes = (id: string) => call<AxisTable>('GET', studyPath(id, '/stc.json'));

export const getRegression = (id: string) => call<RegressionCounts>('GET', studyPath(id, '/regression.json'));

export async function listObservers(): Promise<Observer[]> {
  return (await list('/api/v1/observers')).observers;
}

export const getObserver = (name: string) => call<WholeObserver>('GET', observerPath(name));

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
  return call<UploadedObserver>('PUT', observerPath(name, rest), form);
}

/** Returns the path of the mean image of a class of an observer's data set. */
export function meanPath(name: string, ofClass: string): string {
  return observerPath(name, `/means/${encodeURIComponent(ofClass)}.png`);
}

export const deleteObserver = (name: string) => call<void>('DELETE', observerPath(name));

const session = '/api/v1/session';

/** Returns whose token the browser sends. */
export const getSession = () => call<Session>('GET', session);

/** Has the server set a cookie with the token, which later requests send. */
export const logIn = (token: string) => call<Session>('POST', session, { token });

export const logOut = () => call<void>('DELETE', session);

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

export async function listAnalysisKinds(): Promise<AnalysisKind[]> {
  return (await list('/api/v1/analyses/kinds')).kinds;
}

export const listAnalyses = (limit: number) => call<AnalysisPage>('GET', `${analyses}?limit=${limit}`);

export const getAnalysis = (id: string) => call<WholeAnalysis>('GET', analysisPath(id));

export const createAnalysis = (analysis: string, given: Record<string, string>) =>
  call<Analysis>('POST', analyses, { analysis, arguments: given });

export const stopAnalysis = (id: string) => call<Analysis>('POST', analysisPath(id, '/stop'));

export const deleteAnalysis = (id: string) => call<void>('DELETE', analysisPath(id));

function observerPath(name: string, rest = ''): string {
  return `/api/v1/observers/${encodeURIComponent(name)}${rest}`;
}

/** Returns the declarations of all keys of a specification. */
export async function listStudyKeys(): Promise<StudyKey[]> {
  return (await list('/api/v1/study-keys')).keys;
}

/** Returns the study of a study file, and what is invalid in it. */
export const checkStudyFile = (studyFile: string) =>
  call<CheckedStudyFile>('POST', '/api/v1/study-files', { studyFile });

/** Returns suggested settings for an observer, measured in pilots of some seconds. */
export const recommend = (specification: Specification) =>
  call<Recommendation>('POST', '/api/v1/recommendations', specification);

/** Returns the first eight stimuli of a study as an image. */
export async function drawStimuli(specification: Specification): Promise<Blob> {
  const response = await send('/api/v1/stimuli?format=png', {
    method: 'POST',
    headers: { Accept: '*/*', 'Content-Type': 'application/json' },
    body: writeJson(specification),
  });
  return (await succeeded(response)).blob();
}

async function list<Path extends keyof Paths>(path: Path): Promise<BodyOf<Path>> {
  return call<BodyOf<Path>>('GET', path);
}

async function call<Body>(method: string, path: string, body?: unknown): Promise<Body> {
  const request: RequestInit = { method, headers: { Accept: 'application/json, application/problem+json' } };
  if (body instanceof FormData) {
    request.body = body;
  } else if (method === 'POST' || method === 'PATCH') {
    request.headers = { ...request.headers, 'Content-Type': 'application/json' };
    request.body = writeJson(body ?? {});
  }
  const response = await send(path, request);
  const content = await response.text();
  const json = content === '' ? undefined : parsed(content);
  if (!response.ok) throw new ProblemError(problemFrom(response.status, json));
  return json as Body;
}

async function send(path: string, request: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetchAgain(path, request);
  } catch {
    throw new ProblemError(unreachable());
  }
  if (response.status === 401) login.dispatch(true);
  return response;
}

const retryMillis = 1000;

/**
 * Sends a request. Reads and logins that fail are sent once more: browsers fail a request if the network of the
 * machine changes before its connection is made.
 */
async function fetchAgain(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch (failure) {
    if (request.method !== 'GET' && path !== session) throw failure;
    await new Promise((resume) => setTimeout(resume, retryMillis));
    return fetch(path, request);
  }
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
