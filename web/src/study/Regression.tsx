import { getRegression, studyPath } from '../api/client';
import type { Study } from '../api/types';
import { useRequest } from '../api/useRequest';
import { share, whole } from '../format/number';
import { hasEnded } from '../format/words';
import { analyseHash, analysisHash } from '../route/route';
import { Loading } from '../ui/Loading';
import { isRegression, type Validation } from './validation';

interface Props {
  study: Study;
  /** Null if the maps were not validated. */
  validation: Validation | null;
}

/** How many channels of a regression are identified, and how many are validated. */
export function Regression({ study, validation }: Props) {
  if (!isRegression(study)) return null;
  return (
    <section class="card" aria-labelledby="regression-title" data-testid="regression">
      <h2 id="regression-title">Identified channels</h2>
      {hasEnded(study.state) ? (
        <>
          <Counts id={study.id} />
          <h3>Validated channels</h3>
          <Validated id={study.id} validation={validation} />
        </>
      ) : (
        <p class="muted">Counted when the study ends or is stopped.</p>
      )}
    </section>
  );
}

function Counts({ id }: { id: string }) {
  const { data, error } = useRequest(() => getRegression(id), id);
  if (data === null) return <Loading error={error} loaded={false} />;
  return (
    <>
      <p>
        {whole(data.identified)} of {whole(data.channels)} channels are identified: half A of the map is
        nearer to its own half B than to that of any other channel. With shuffled responses:{' '}
        {whole(data.identifiedShuffled)}.
      </p>
      <p>
        <a href={studyPath(id, '/regression.csv')}>regression.csv</a>
      </p>
    </>
  );
}

/** How many maps separate images of their class from others. */
function Validated({ id, validation }: { id: string; validation: Validation | null }) {
  const validate = (
    <a href={analyseHash({ study: id }, 'validate')} data-needs="write">
      Validate the maps
    </a>
  );
  if (validation === null) {
    return (
      <p data-testid="validated">
        Not measured: whether a map separates images of its class from others. {validate}
      </p>
    );
  }
  const { areas, tested, validated } = validation;
  const defined = areas.filter((area) => area !== null);
  const mean = defined.reduce((sum, area) => sum + area, 0) / defined.length;
  return (
    <p data-testid="validated">
      {tested === 0
        ? 'Too few classes have a map and two images to validate one on its own.'
        : `${whole(validated)} of ${whole(tested)} channels with two or more images are validated.`}{' '}
      The mean area under the curve is {share(mean, 3)}; chance is 0.5.{' '}
      <a href={analysisHash(validation.id)}>The analysis</a> {validate}
    </p>
  );
}
