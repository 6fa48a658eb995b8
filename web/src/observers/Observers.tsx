import { listObservers } from '../api/client';
import type { Observer } from '../api/types';
import { useRequest } from '../api/useRequest';
import { observerKey } from '../form/draft';
import { NO_VALUE, percent } from '../format/number';
import { newHash, observerHash } from '../route/route';
import { Loading } from '../ui/Loading';
import { Notice } from '../ui/Notice';
import { TableHead } from '../ui/TableHead';
import './observers.css';

/** The list of available observers. */
export function Observers() {
  const { data: observers, error, retry } = useRequest(listObservers);
  return (
    <section class="page">
      <div class="page-head">
        <h1>Observers</h1>
        <a href="#/upload" data-testid="add-network" data-needs="admin">
          Add a network
        </a>
      </div>
      <p class="muted intro">
        Available networks: networks included in Revcor, networks trained here, and TorchScript or ONNX files
        with a card where they need one, in the observers folder.
      </p>
      <Loading error={error} loaded={observers !== null} retry={retry} />
      {observers?.length === 0 && (
        <Notice tone="info" title="No observers">
          <a href="#/upload" data-needs="admin">
            Add a network
          </a>{' '}
          Train one in a shell: <code>revcor train mnist-light --datasets DIR</code>
        </Notice>
      )}
      {observers !== null && observers.length > 0 && <ObserverTable observers={observers} />}
    </section>
  );
}

const COLUMNS = [
  'Name',
  'Input',
  'Output',
  { number: 'Classes' },
  'Data set',
  { number: 'Accuracy' },
  { number: 'Layers' },
  'Study',
];

function ObserverTable({ observers }: { observers: Observer[] }) {
  return (
    <div class="card list-table">
      <table>
        <caption class="unseen">Observers by name</caption>
        <TableHead columns={COLUMNS} />
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
          Unusable: {observer.problem}
        </td>
      ) : (
        <>
          <td>{observer.shape?.join(' × ') ?? NO_VALUE}</td>
          <td>{observer.output ?? NO_VALUE}</td>
          <td class="number">{observer.classes?.length ?? NO_VALUE}</td>
          <td>{observer.dataset ?? NO_VALUE}</td>
          <td class="number">{percent(observer.accuracy)}</td>
          <td class="number">{observer.layers?.length ?? NO_VALUE}</td>
          <td>
            <a
              data-needs="write"
              href={newHash(observerKey(observer))}
              aria-label={`New study of ${observer.name}`}
            >
              New study
            </a>
          </td>
        </>
      )}
    </tr>
  );
}

function origin(observer: Observer): string {
  return observer.origin === 'shipped' ? 'included in Revcor' : 'in the observers folder';
}
