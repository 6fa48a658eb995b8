import { useMemo, useEffect, useState } from 'preact/hooks';
import { LineChart } from '../chart/LineChart';
import { whole } from '../format/number';
import { hasEnded } from '../format/words';
import type { Study, HistoryRow } from '../api/types';
import { analyseHash, studyHash } from '../route/route';
import { isRegression } from '../study/validation';
import { Notice } from '../ui/Notice';
import { StateBadge } from '../ui/StateBadge';
import './compare.css';
import { curveOf, lines, reached, type Curve } from './curves';
import { MapsBeside } from './MapsBeside';
import { getHistory, getStudy } from '../api/client';
import { isNotFound, errorText } from '../api/problem';

const REFRESH_MILLIS = 3000;

interface Compared {
  study: Study;
  rows: HistoryRow[];
}

interface Found {
  studies: Compared[];
  loaded: boolean;
  /** Error messages. */
  errors: string[];
}

/** Polls studies and their histories while one of them runs and the page is visible. */
function useComparison(ids: string[]): Found {
  const [found, setFound] = useState<Found>({ studies: [], loaded: false, errors: [] });
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const loaded = new Map<string, Compared>();
    const missing = new Set<string>();
    const refresh = async () => {
      if (!document.hidden) {
        const errors: string[] = [];
        for (const id of ids) {
          try {
            if (!ended(loaded.get(id)) && !missing.has(id)) loaded.set(id, await load(id, loaded.get(id)));
          } catch (error) {
            if (isNotFound(error)) missing.add(id);
            else errors.push(errorText(error));
          }
          if (missing.has(id)) errors.push(`Study ${id} does not exist; it may have been deleted.`);
        }
        if (stopped) return;
        const studies = ids.map((id) => loaded.get(id)).filter((study) => study !== undefined);
        setFound({ studies, loaded: true, errors: [...new Set(errors)] });
      }
      if (!ids.every((id) => missing.has(id) || ended(loaded.get(id)))) {
        timer = setTimeout(() => void refresh(), REFRESH_MILLIS);
      }
    };
    void refresh();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [ids.join('\n')]);
  return found;
}

async function load(id: string, before: Compared | undefined): Promise<Compared> {
  const study = await getStudy(id);
  if (before === undefined) return { study, rows: await getHistory(id, []) };
  const more = study.looks - before.study.looks;
  // A study that resumes from a checkpoint or restarts may have fewer looks than before.
  return { study, rows: more === 0 ? before.rows : await getHistory(id, more < 0 ? [] : before.rows) };
}

function ended(compared: Compared | undefined): boolean {
  return compared !== undefined && hasEnded(compared.study.state);
}

const TARGETS = [0.5, 0.8, 0.9, 0.95, 0.99];

/** Compares the maps of studies, and the numbers of trials until they are reliable. */
export function ComparePage({ ids }: { ids: string[] }) {
  const { studies, loaded, errors } = useComparison(ids);
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
      {errors.map((error) => (
        <Notice key={error} tone="error" role="alert">
          {error}
        </Notice>
      ))}
      {ids.length === 0 && (
        <p>
          No studies selected. Select some in <a href="#/">the list</a>.
        </p>
      )}
      {!loaded && ids.length > 0 && <p class="muted">Loading…</p>}
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
        <thead>
          <tr>
            <th scope="col">Study</th>
            <th scope="col">State</th>
            <th scope="col">Observer</th>
            {TARGETS.map((target) => (
              <th key={target} scope="col" class="number">
                {target}
              </th>
            ))}
          </tr>
        </thead>
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
