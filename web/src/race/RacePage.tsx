import { useState } from 'preact/hooks';
import { cloneStudy, listStudies, stopStudy } from '../api/client';
import type { StudyRow } from '../api/types';
import { useAttempt } from '../api/useAttempt';
import { usePolled } from '../api/usePolled';
import { whole } from '../format/number';
import { hasTarget, isRunning } from '../format/words';
import { Gallery } from '../gallery/Gallery';
import { shapeOf } from '../palette/paint';
import { studyHash } from '../route/route';
import { useStore } from '../store/store';
import { useSession } from '../study/useSession';
import { Notice } from '../ui/Notice';
import { StateBadge } from '../ui/StateBadge';
import '../ui/verdict.css';
import './race.css';

/** Names of the studies in `conf/studies/race-*.conf`, which `revcor serve --demo` starts, and what they know. */
const RACES: Record<string, string> = {
  'Race: structured noise': 'Labels only. Sums of 30 principal components of digits.',
  'Race: white noise': 'Labels only. Independent pixels, as in the paper.',
  'Race: gradients': 'Needs the weights: gradients of each logit under white noise.',
};

export function isOfRace({ name }: StudyRow): boolean {
  return name in RACES;
}

function titleOf(name: string): string {
  return name.replace('Race: ', '');
}

/** The demonstration: three studies of one network beside each other. */
export function RacePage() {
  const [changes, setChanges] = useState(0);
  const names = Object.keys(RACES);
  const newest = (studies: StudyRow[]) =>
    names.flatMap((name) => studies.find((study) => study.name === name) ?? []);
  const { data, error } = usePolled(
    String(changes),
    async () => newest((await listStudies(100, { search: 'Race:' })).studies),
    500,
    (studies) => studies.length === names.length,
  );
  return (
    <section class="page">
      <h1>What does this network respond to?</h1>
      <p class="intro">
        Three studies race for a map of every digit of mnist-cnn, a network for handwritten digits. A map is
        reliable if its squared correlation with the true one is at least 0.5, by its lower 95&nbsp;% limit.{' '}
        <a href="#/studies">All studies</a>
      </p>
      {error !== null && <Notice tone="error">{error}</Notice>}
      {data?.length === 0 && (
        <p>
          The studies start with the server: <code>revcor serve --demo</code>
        </p>
      )}
      <div class="sides">
        {(data?.length ? names : []).map((name) => {
          const id = data?.find((study) => study.name === name)?.id;
          return id === undefined ? (
            <section key={name} class="card racer muted">
              <h2>{titleOf(name)}</h2>
              <p>{RACES[name]}</p>
              <p>Starts when structured noise has ended.</p>
            </section>
          ) : (
            <Racer key={id} id={id} name={name} onRestart={() => setChanges((before) => before + 1)} />
          );
        })}
      </div>
    </section>
  );
}

function Racer({ id, name, onRestart }: { id: string; name: string; onRestart: () => void }) {
  const session = useSession(id);
  const { study, channels, trials, notFound, error } = useStore(session.store);
  const { error: failure, attempt } = useAttempt();
  const title = titleOf(name);
  // of the look that the verdict is about, not of the newest frame
  const reliable = (study?.channels ?? []).filter(({ standing }) => standing === 'reached').length;
  const restart = () =>
    attempt(async () => {
      if (study && isRunning(study.state)) await stopStudy(id);
      await cloneStudy(id, Math.floor(Math.random() * 2 ** 31));
      onRestart();
    });
  return (
    <section
      class="card racer"
      aria-label={title}
      data-testid="racer"
      data-study={id}
      data-reliable={reliable}
    >
      <div class="page-head">
        <h2>
          <a href={studyHash(id)}>{title}</a>
        </h2>
        {study !== null && <StateBadge state={study.state} />}
      </div>
      <p class="muted">{RACES[name]}</p>
      {[error, failure, notFound ? 'The study was deleted.' : null].map(
        (text) =>
          text !== null && (
            <Notice key={text} tone="error">
              {text}
            </Notice>
          ),
      )}
      {study !== null && (
        <>
          <p class="number" data-testid="race-progress">
            {whole(trials)} trials, {reliable} of {channels.length} maps reliable
          </p>
          <Gallery
            channels={channels}
            isTarget={hasTarget(study.stop)}
            shape={shapeOf(study.shape)}
            maps={session.maps}
            limit="own"
            selected={null}
            onSelect={(index) => {
              const channel = channels[index]?.name ?? '';
              location.hash = `${studyHash(id)}?${new URLSearchParams({ channel })}`;
            }}
            onVisible={(indices) => session.watch(indices)}
          />
          <p class="verdict" data-testid="verdict">
            {study.verdict}
          </p>
          <button
            type="button"
            class="small"
            data-testid="again"
            data-needs="write"
            title="Starts the same study with another seed"
            onClick={() => void restart()}
          >
            Start again
          </button>
        </>
      )}
    </section>
  );
}
