import { whole } from '../format/number';
import { progressText } from '../format/stopping';
import { hasTarget } from '../format/words';
import { Gallery } from '../gallery/Gallery';
import { shapeOf } from '../palette/paint';
import { studyHash } from '../route/route';
import { useStore } from '../store/store';
import { useSession } from '../study/useSession';
import { Notice } from '../ui/Notice';
import { StateBadge } from '../ui/StateBadge';
import './demonstration.css';

/** The studies that `revcor serve --demo` starts, beside each other. */
export function DemonstrationPage({ ids }: { ids: string[] }) {
  return (
    <section class="page">
      <h1>Demonstration</h1>
      <p class="intro">
        Both studies show the same uniform noise to the same network; they differ in readout and estimator.
        The first averages noise images by the network’s label: most digits are hardly ever the label, and
        their maps have too few responses. The second averages the gradient of each logit, so every image
        contributes to all ten maps, and all are reliable within seconds.
      </p>
      {ids.length === 0 && (
        <p>
          No studies are named. Start the server by <code>revcor serve --demo</code>, which prints the address
          of this page.
        </p>
      )}
      <div class="sides">
        {ids.map((id) => (
          <Side key={id} id={id} />
        ))}
      </div>
    </section>
  );
}

function Side({ id }: { id: string }) {
  const session = useSession(id);
  const view = useStore(session.store);
  const { study, channels, trials } = view;
  if (view.notFound) return <Notice tone="error">Study {id} does not exist on this server.</Notice>;
  return (
    <section class="card" aria-label={study?.name ?? id} data-testid="side" data-study={id}>
      {view.error !== null && <Notice tone="error">{view.error}</Notice>}
      {study === null ? (
        <p class="muted">Loading…</p>
      ) : (
        <>
          <div class="page-head">
            <h2>
              <a href={studyHash(id)}>{study.name}</a>
            </h2>
            <StateBadge state={study.state} />
          </div>
          <p class="number" data-testid="side-progress">
            {whole(trials)} trials
            {progressText(study) !== null && `; ${progressText(study)}`}
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
        </>
      )}
    </section>
  );
}
