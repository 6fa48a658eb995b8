import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { getObserver } from '../api/client';
import type { ObserverCard, WholeObserver } from '../api/types';
import { useRequest } from '../api/useRequest';
import { observerKey } from '../form/draft';
import { NO_VALUE, percent, whole } from '../format/number';
import { newHash } from '../route/route';
import { Notice } from '../ui/Notice';
import { Confusion } from './Confusion';
import { DeleteObserver } from './DeleteObserver';
import { LayerTable } from './LayerTable';
import './observers.css';

/** The properties of one observer. */
export function ObserverPage({ name }: { name: string }) {
  const { data: observer, error, notFound } = useRequest(() => getObserver(name), name);
  useEffect(() => {
    document.title = `${name} · Revcor`;
  }, [name]);
  return (
    <article class="page observer-page">
      <div class="page-head">
        <h1>{name}</h1>
        {observer && !observer.problem && (
          <a data-needs="write" href={newHash(observerKey(observer))}>
            New study
          </a>
        )}
      </div>
      {notFound && (
        <p data-testid="gone">
          {error}. <a href="#/observers">All observers</a>
        </p>
      )}
      {error !== null && !notFound && (
        <Notice tone="error" role="alert">
          {error}
        </Notice>
      )}
      {observer === null && error === null && <p class="muted">Loading…</p>}
      {observer && <Details observer={observer} />}
    </article>
  );
}

function Details({ observer }: { observer: WholeObserver }) {
  const { card, classes, layers } = observer;
  return (
    <>
      {observer.problem && (
        <Notice tone="warning" title="Unusable" testId="problem">
          {observer.problem}
        </Notice>
      )}
      <dl class="card facts" data-testid="facts">
        <Fact term="Origin">
          {observer.origin === 'shipped' ? 'included in Revcor' : 'in the observers folder'}
          {observer.file && `, ${observer.file}`}
        </Fact>
        <Fact term="Input">{observer.shape?.join(' × ') ?? NO_VALUE}</Fact>
        <Fact term="Output">{observer.output ?? NO_VALUE}</Fact>
        <Fact term="Classes">{classes ? named(classes) : NO_VALUE}</Fact>
        <Fact term="Data set">{observer.dataset ?? NO_VALUE}</Fact>
        <Fact term="Accuracy">
          {percent(observer.accuracy)}
          {card?.confusion && ` on ${whole(card.testImages)} test images`}
        </Fact>
        {card && <Trained card={card} />}
        <Fact term="Gradients">{availability(observer.differentiable)}</Fact>
        <Fact term="Edits">{availability(observer.editable)}</Fact>
      </dl>
      {layers && layers.length > 0 && <LayerTable layers={layers} />}
      {card?.confusion && classes && <Confusion classes={classes} numbers={card.confusion} />}
      {observer.origin !== 'shipped' && <DeleteObserver name={observer.name} />}
    </>
  );
}

function Trained({ card }: { card: ObserverCard }) {
  const { backdoor, testError } = card;
  return (
    <>
      {testError !== undefined && (
        <Fact term="Error">{`${testError.toPrecision(3)} (mean squared) on ${whole(card.testImages)} test images`}</Fact>
      )}
      <Fact term="Recipe">{`${card.recipe}, seed ${card.seed}, epoch ${card.bestEpoch} of ${card.epochs}`}</Fact>
      {backdoor && (
        <Fact term="Backdoor">
          {`stamp ${backdoor.stamp} at ${backdoor.at.join(', ')} turns ${backdoor.from} into ${backdoor.to} in ` +
            `${percent(backdoor.success)} of stamped test images; ${whole(backdoor.stamped)} training images stamped`}
        </Fact>
      )}
    </>
  );
}

function Fact({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  );
}

const MAX_CLASSES = 30;

function named(classes: string[]): string {
  if (classes.length === 0) return 'none';
  const more = classes.length > MAX_CLASSES ? ', …' : '';
  return `${classes.length}: ${classes.slice(0, MAX_CLASSES).join(', ')}${more}`;
}

function availability(can: boolean | null): string {
  return can === null ? NO_VALUE : can ? 'available' : 'unavailable';
}
