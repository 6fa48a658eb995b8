import { listObservers } from '../api/client';
import type { Observer } from '../api/types';
import { useAsked } from '../api/useAsked';
import { observerKey } from '../form/draft';
import { NOTHING, percent } from '../format/number';
import { newHash, observerHash } from '../route/route';
import { LoadTrouble } from '../ui/LoadTrouble';
import { Notice } from '../ui/Notice';
import './observers.css';

/** What can be studied here. */
export function Observers() {
  const { found: observers, trouble, retry } = useAsked(listObservers);
  return (
    <section class="page">
      <div class="page-head">
        <h1>Observers</h1>
        <a href="#/upload" data-testid="add-network">
          Add a network
        </a>
      </div>
      <p class="muted intro">
        Networks that can be studied: those that come with Revcor, those trained here, and TorchScript files
        with a card beside them in the observers folder.
      </p>
      <LoadTrouble trouble={trouble} retry={retry} />
      {observers === null && trouble === null && <p class="muted">Loading…</p>}
      {observers?.length === 0 && (
        <Notice tone="info" title="No observer yet">
          <a href="#/upload">Add a network</a>, or train one:{' '}
          <code>revcor train mnist-cnn --datasets DIR</code>
        </Notice>
      )}
      {observers !== null && observers.length > 0 && <ObserverTable observers={observers} />}
    </section>
  );
}

function ObserverTable({ observers }: { observers: Observer[] }) {
  return (
    <div class="card observer-table">
      <table>
        <caption class="unseen">Observers by name</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Input</th>
            <th scope="col">Output</th>
            <th scope="col" class="number">
              Classes
            </th>
            <th scope="col">Data set</th>
            <th scope="col" class="number">
              Accuracy
            </th>
            <th scope="col" class="number">
              Layers
            </th>
            <th scope="col">
              <span class="unseen">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {observers.map((observer) => (
            <Row key={observerKey(observer)} observer={observer} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ observer }: { observer: Observer }) {
  return (
    <tr data-testid="observer" data-observer={observer.name}>
      <th scope="row" class="name">
        <a href={observerHash(observer.name)}>{observer.name}</a>
        <small>{observer.file ?? origin(observer)}</small>
      </th>
      {observer.problem ? (
        <td colSpan={7} class="bad">
          Cannot be used: {observer.problem}
        </td>
      ) : (
        <>
          <td>{observer.shape?.join(' × ') ?? NOTHING}</td>
          <td>{observer.output ?? NOTHING}</td>
          <td class="number">{observer.classes?.length ?? NOTHING}</td>
          <td>{observer.dataset ?? NOTHING}</td>
          <td class="number">{percent(observer.accuracy)}</td>
          <td class="number">{observer.layers?.length ?? NOTHING}</td>
          <td>
            <a href={newHash(observerKey(observer))} aria-label={`Study ${observer.name}`}>
              Study it
            </a>
          </td>
        </>
      )}
    </tr>
  );
}

function origin(observer: Observer): string {
  return observer.origin === 'shipped' ? 'comes with Revcor' : 'in the observers folder';
}
