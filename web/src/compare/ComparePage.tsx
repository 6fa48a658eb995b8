import { useMemo } from 'preact/hooks';
import { LineChart } from '../chart/LineChart';
import { whole } from '../format/number';
import { studyHash } from '../route/route';
import { Notice } from '../ui/Notice';
import { StateBadge } from '../ui/StateBadge';
import './compare.css';
import { Correlations } from './Correlations';
import { curveOf, lines, reached, type Curve } from './curves';
import { MapsBeside } from './MapsBeside';
import { useComparison, type Compared } from './useComparison';

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
          <LineChart
            title="Reliability of the median channel"
            summary={summary('median', curves.length)}
            history={lines(curves, 'median')}
            target={null}
            testId="median-chart"
            study={labels.join(' ')}
          />
          <LineChart
            title="Reliability of the worst channel"
            summary={summary('worst', curves.length)}
            history={lines(curves, 'worst')}
            target={null}
            testId="worst-chart"
            study={labels.join(' ')}
          >
            {curves.every((curve) => curve.worst.every((value) => value === null)) && (
              <span class="muted">No study has maps of all channels yet.</span>
            )}
          </LineChart>
          <ReachedTable studies={studies} curves={curves} />
          <Correlations studies={compared} />
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

function ReachedTable({ studies, curves }: { studies: Compared[]; curves: Curve[] }) {
  return (
    <div class="card compare-table">
      <table data-testid="reached">
        <caption>
          Trials until the median and the worst channel reach a reliability: the first of two consecutive
          looks at or above it
        </caption>
        <thead>
          <tr>
            <th scope="col">Study</th>
            <th scope="col">State</th>
            <th scope="col">Readout</th>
            <th scope="col">Observer</th>
            <th scope="col">Channel</th>
            {TARGETS.map((target) => (
              <th key={target} scope="col" class="number">
                {target}
              </th>
            ))}
          </tr>
        </thead>
        {curves.map((curve, i) => (
          <Rows key={curve.id} compared={studies[i]!} curve={curve} />
        ))}
      </table>
    </div>
  );
}

function Rows({ compared: { study }, curve }: { compared: Compared; curve: Curve }) {
  const costs = reached(curve, TARGETS);
  return (
    <tbody data-study={study.id}>
      <tr>
        <th scope="rowgroup" rowSpan={3}>
          <a href={studyHash(study.id)}>{curve.label}</a>
        </th>
        <td rowSpan={3}>
          <StateBadge state={study.state} />
        </td>
        <td rowSpan={3}>{study.readout}</td>
        <td rowSpan={3}>{study.observer.name}</td>
        <td>median</td>
        {costs.map(({ target, median }) => (
          <td key={target} class="number" data-target={target}>
            {whole(median)}
          </td>
        ))}
      </tr>
      <tr>
        <td>worst</td>
        {costs.map(({ target, worst }) => (
          <td key={target} class="number">
            {whole(worst)}
          </td>
        ))}
      </tr>
      <tr class="muted">
        <td>reached</td>
        {costs.map(({ target, channels }) => (
          <td key={target} class="number">
            {channels} of {curve.channels.length}
          </td>
        ))}
      </tr>
    </tbody>
  );
}
