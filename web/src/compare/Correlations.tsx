import { useState } from 'preact/hooks';
import '../analyses/analyses.css';
import { newestFinished } from '../analyses/finished';
import { hasEnded as isOver, progressText } from '../analyses/progress';
import { ResultView } from '../analyses/ResultView';
import { createAnalysis, getAnalysis } from '../api/client';
import { errorText } from '../api/problem';
import type { Study } from '../api/types';
import { usePolled } from '../api/usePolled';
import { useRequest } from '../api/useRequest';
import { hasEnded } from '../format/words';
import { analysisHash } from '../route/route';
import { isRegression } from '../study/validation';
import { clipped } from './clipped';

const ANALYSIS = 'correlation';
const REFRESH_MILLIS = 500;

/** The correlation of the kernels of two ended regressions; nothing for other studies. */
export function Correlations({ studies }: { studies: Study[] }) {
  const [one, other] = studies;
  if (one === undefined || other === undefined || studies.length > 2) return null;
  if (!studies.every((study) => isRegression(study) && hasEnded(study.state))) return null;
  return <Pair key={`${one.id} ${other.id}`} one={one.id} other={other.id} />;
}

function Pair({ one, other }: { one: string; other: string }) {
  const given = { study: one, other };
  const earlier = useRequest(() => newestFinished(ANALYSIS, given));
  const [started, setStarted] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const id = started ?? earlier.data?.id ?? null;
  const start = async () => {
    setError(null);
    try {
      setStarted((await createAnalysis(ANALYSIS, given)).id);
    } catch (error) {
      setError(errorText(error));
    }
  };
  return (
    <>
      <section class="card" aria-labelledby="correlation-title" data-testid="correlation">
        <h2 id="correlation-title">Correlation of kernels</h2>
        <p class="muted">
          How much the responses agree that the kernels of both networks predict, class by class, corrected
          for the noise of the maps. Values are clipped to −1 and 1 here.
        </p>
        {(error ?? earlier.error) !== null && (
          <p class="bad" role="alert">
            {error ?? earlier.error}
          </p>
        )}
        {id === null ? (
          <button type="button" data-testid="correlate" onClick={() => void start()}>
            Correlate kernels
          </button>
        ) : (
          <a href={analysisHash(id)}>The analysis</a>
        )}
      </section>
      {id !== null && <Result key={id} id={id} />}
    </>
  );
}

function Result({ id }: { id: string }) {
  const { data, error } = usePolled(id, () => getAnalysis(id), REFRESH_MILLIS, isOver);
  if (error !== null) return <p class="bad">{error}</p>;
  if (data === null) return <p class="muted">Loading…</p>;
  if (!data.findings) return <p class={isOver(data) ? 'bad' : 'muted'}>{progressText(data)}</p>;
  return (
    <div class="page analysis">
      <ResultView id={id} result={clipped(data.findings)} />
    </div>
  );
}
