import type { Observer } from '../api/types';
import { observerKey } from '../form/draft';
import { percent } from '../format/number';
import { newHash } from '../route/route';
import { Notice } from '../ui/Notice';
import './observers.css';
import { useObservers } from './useObservers';

/** What can be studied here. */
export function Observers() {
  const { observers, trouble, retry } = useObservers();
  return (
    <section class="page">
      <div class="page-head">
        <h1>Observers</h1>
      </div>
      <p class="muted intro">
        Networks that can be studied: those shipped or trained here, and TorchScript files with a card beside
        them in the observers folder.
      </p>
      {trouble !== null && (
        <Notice tone="error" role="alert">
          {trouble}{' '}
          <button type="button" class="small" onClick={retry}>
            Try again
          </button>
        </Notice>
      )}
      {observers === null && trouble === null && <p class="muted">Loading…</p>}
      {observers?.length === 0 && (
        <Notice tone="info" title="No observer yet">
          Put a TorchScript file and its card into the observers folder, or train one:{' '}
          <code>revcor train mnist-cnn --datasets DIR</code>
        </Notice>
      )}
      {observers !== null && observers.length > 0 && (
        <ul class="observers">
          {observers.map((observer) => (
            <Card key={observerKey(observer)} observer={observer} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Card({ observer }: { observer: Observer }) {
  return (
    <li class="card" data-testid="observer" data-observer={observer.name}>
      <h2>{observer.name}</h2>
      <p class="muted">{observer.file ? `${observer.origin}, ${observer.file}` : observer.origin}</p>
      <dl>
        <dt>Input</dt>
        <dd>{observer.shape?.join(' × ') ?? '–'}</dd>
        <dt>Output</dt>
        <dd>
          {observer.output ?? '–'}
          {observer.classes ? `, ${observer.classes.length} classes` : ''}
        </dd>
        <dt>Data set</dt>
        <dd>{observer.dataset ?? '–'}</dd>
        <dt>Accuracy</dt>
        <dd>{percent(observer.accuracy)}</dd>
      </dl>
      {observer.problem ? (
        <Notice tone="warning" title="Cannot be used">
          {observer.problem}
        </Notice>
      ) : (
        <a href={newHash(observerKey(observer))}>Study it</a>
      )}
    </li>
  );
}
