import { useMemo, useRef } from 'preact/hooks';
import { LineChart } from '../chart/LineChart';
import { whole } from '../format/number';
import { hasEnded } from '../format/words';
import type { Study, HistoryRow } from '../api/types';
import { analyseHash, studyHash } from '../route/route';
import { isRegression } from '../study/validation';
import { Loading } from '../ui/Loading';
import { Notice } from '../ui/Notice';
import { StateBadge } from '../ui/StateBadge';
import { TableHead } from '../ui/TableHead';
import './compare.css';
import { curveOf, lines, reached, type Curve } from './curves';
import { MapsBeside } from './MapsBeside';
import { getHistory, getStudy } from '../api/client';
import { isNotFound } from '../api/problem';
import { usePolled } from '../api/usePolled';

const REFRESH_MILLIS = 3000;

interface Compared {
  study: Study;
  rows: HistoryRow[];
}

/** Polls studies and their histories while one of them runs and the page is visible; null for a missing study. */
function useComparison(ids: string[]) {
  const known = useRef(new Map<string, Compared | null>());
  const loadAll = async () => {
    for (const id of ids) {
      const before = known.current.get(id);
      if (before === null || (before && hasEnded(before.study.state))) continue;
      known.current.set(id, await load(id, before));
    }
    return ids.map((id) => known.current.get(id)!);
  };
  const isFinal = (all: (Compared | null)[]) => all.every((each) => !each || hasEnded(each.study.state));
  return usePolled(ids.join('\n'), loadAll, REFRESH_MILLIS, isFinal);
}

async function load(id: string, before: Compared | undefined): Promise<Compared | null> {
  try {
    const study = await getStudy(id);
    const more = study.looks - (before?.study.looks ?? 0);
    if (before && more === 0) return { study, rows: before.rows };
    // A study that resumes from a checkpoint or restarts may have fewer looks than before.
    return { study, rows: await getHistory(id, before && more > 0 ? before.rows : []) };
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

const TARGETS = [0.5, 0.8, 0.9, 0.95, 0.99];

/** Compares the maps of studies, and the numbers of trials until they are reliable. */
export function ComparePage({ ids }: { ids: string[] }) {
  const { data, error } = useComparison(ids);
  const studies = useMemo(() => (data ?? []).filter((each) => each !== null), [data]);
  const missing = ids.filter((_, i) => data?.[i] === null);
  const curves = useMemo(
    () => studies.map(({ study, rows }, i) => curve(study, rows, studies, i)),
    [studies],
  );
  const compared = studies.map(({ study }) => study);
  const labels = curves.map(({ label }) => label);
  return (
    <section class="page" data-testid="comparison">
      <div class="page-head">
        <h1>Comparison</h1>
        <a href="#/">Select other studies</a>
      </div>
      {missing.map((id) => (
        <Notice key={id} tone="error" role="alert">
          Study {id} does not exist; it may have been deleted.
        </Notice>
      ))}
      {ids.length === 0 && (
        <p>
          No studies selected. Select some in <a href="#/">the list</a>.
        </p>
      )}
      <Loading error={error} loaded={data !== null} />
      {curves.length > 0 && (
        <>
          <MapsBeside ids={ids} studies={compared} labels={labels} />
          {(['median', 'worst'] as const).map((which) => (
            <LineChart
              key={which}
              title={`Reliability of the ${which} channel`}
              summary={summary(which, curves.length)}
              history={lines(curves, which)}
              target={null}
              testId={`${which}-chart`}
            >
              {curves.every((curve) => curve[which].every((value) => value === null)) && (
                <span class="muted">No study has maps of all channels yet.</span>
              )}
            </LineChart>
          ))}
          <ReachedTable studies={studies} curves={curves} />
          <Correlation studies={compared} />
        </>
      )}
    </section>
  );
}

/** Studies of the same name are labelled by seed and, for equal seeds, by position. */
function curve(study: Compared['study'], rows: Compared['rows'], all: Compared[], place: number): Curve {
  const name = study.name || study.id;
  const namesakes = all.filter((other) => other.study.name === study.name);
  const twins = namesakes.filter((other) => other.study.seed === study.seed);
  const seed = namesakes.length > 1 ? `, seed ${study.seed}` : '';
  const number = twins.length > 1 ? ` (${place + 1})` : '';
  const names = study.channels.map((channel) => channel.name);
  return curveOf(study.id, name + seed + number, rows, names);
}

function summary(which: string, studies: number): string {
  return `Line chart of the reliability of the ${which} channel against trials on a logarithmic axis: ${studies} studies. The table lists the numbers of trials.`;
}

/** A link to the analysis that correlates the kernels of two ended regressions; nothing for other studies. */
function Correlation({ studies }: { studies: Study[] }) {
  const [study, other] = studies.map(({ id }) => id);
  if (studies.length !== 2 || !studies.every((each) => isRegression(each) && hasEnded(each.state)))
    return null;
  return (
    <p data-testid="correlation">
      <a href={analyseHash({ study: study!, other: other! }, 'correlation')}>Correlate the kernels…</a>
    </p>
  );
}

function ReachedTable({ studies, curves }: { studies: Compared[]; curves: Curve[] }) {
  return (
    <div class="card list-table compare-table">
      <table data-testid="reached">
        <caption>
          Trials until all channels reach a reliability: the first of two consecutive looks at or above it
        </caption>
        <TableHead
          columns={['Study', 'State', 'Observer', ...TARGETS.map((target) => ({ number: String(target) }))]}
        />
        <tbody>
          {curves.map((curve, i) => {
            const { id, state, observer } = studies[i]!.study;
            return (
              <tr key={id} data-study={id}>
                <th scope="row" class="name">
                  <a href={studyHash(id)}>{curve.label}</a>
                </th>
                <td>
                  <StateBadge state={state} />
                </td>
                <td>{observer.name}</td>
                {TARGETS.map((target) => (
                  <td key={target} class="number" data-target={target}>
                    {whole(reached(curve, target))}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
