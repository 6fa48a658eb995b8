import { getRegression, studyPath } from '../api/client';
import type { Study } from '../api/types';
import { useRequest } from '../api/useRequest';
import { whole } from '../format/number';
import { hasEnded } from '../format/words';
import { analyseHash } from '../route/route';

/** How many channels of a regression are known, beside the same for shuffled responses. */
export function Regression({ study }: { study: Study }) {
  if (study.specification.study.estimator !== 'regression') return null;
  return (
    <section class="card" aria-labelledby="regression-title" data-testid="regression">
      <h2 id="regression-title">Known channels</h2>
      {hasEnded(study.state) ? (
        <Counts id={study.id} />
      ) : (
        <p class="muted">Counted when the study ends or is stopped.</p>
      )}
    </section>
  );
}

function Counts({ id }: { id: string }) {
  const { data, error } = useRequest(() => getRegression(id), id);
  if (error !== null) return <p class="bad">{error}</p>;
  if (data === null) return <p class="muted">Loading…</p>;
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">of {whole(data.channels)} channels</th>
            <th scope="col" class="number">
              number
            </th>
            <th scope="col" class="number">
              shuffled responses
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">known</th>
            <td class="number">{whole(data.known)}</td>
            <td class="number">{whole(data.knownShuffled)}</td>
          </tr>
          <tr>
            <th scope="row">identified</th>
            <td class="number">{whole(data.identified)}</td>
            <td class="number">{whole(data.identifiedShuffled)}</td>
          </tr>
        </tbody>
      </table>
      <p class="muted">
        Known: a reliability of at least 0.5, assured above 0. Identified: half A of the map is nearer to its
        own half B than to that of any other channel. Whether a map separates images of its class is another
        question: <a href={analyseHash({ study: id }, 'validate')}>validate the maps</a>.
      </p>
      <p>
        <a href={studyPath(id, '/regression.csv')}>regression.csv</a>
      </p>
    </>
  );
}
