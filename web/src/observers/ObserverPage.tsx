import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { getObserver, deleteObserver } from '../api/client';
import type { ObserverCard, WholeObserver, Layer } from '../api/types';
import { useRequest } from '../api/useRequest';
import { observerKey } from '../form/draft';
import { NO_VALUE, percent, whole } from '../format/number';
import { newHash } from '../route/route';
import { Notice } from '../ui/Notice';
import './observers.css';
import { errorText } from '../api/problem';
import { announce } from '../ui/announcer';
import { Dialog } from '../ui/Dialog';

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

/** Deletes an observer from the observers folder after confirmation. */
function DeleteObserver({ name }: { name: string }) {
  const [error, setError] = useState<string | null>(null);
  const [confirming, setConfirming] = useState(false);
  const remove = async () => {
    setConfirming(false);
    try {
      await deleteObserver(name);
      announce(`Observer ${name} was deleted`);
      location.hash = '#/observers';
    } catch (error) {
      setError(errorText(error));
    }
  };
  return (
    <div>
      <button
        type="button"
        class="danger"
        data-testid="delete"
        data-needs="admin"
        onClick={() => setConfirming(true)}
      >
        Delete…
      </button>
      {error !== null && (
        <p role="alert" class="bad">
          {error}
        </p>
      )}
      {confirming && (
        <Dialog
          danger
          title="Delete this observer?"
          text={`“${name}” and its card are removed from the observers folder. Studies that have loaded it continue. This cannot be undone.`}
          action="Delete network and card"
          onSubmit={() => void remove()}
          onCancel={() => setConfirming(false)}
        />
      )}
    </div>
  );
}

interface Props {
  classes: string[];
  /** Test images by class (row) and predicted class (column). */
  numbers: number[][];
}

/** The confusion matrix on the test images. */
function Confusion({ classes, numbers }: Props) {
  const title = 'Confusion matrix of the test images';
  return (
    <>
      <h2>{title}</h2>
      <div class="card wide" tabIndex={0} role="region" aria-label={title}>
        <table class="confusion" data-testid="confusion">
          <thead>
            <tr>
              <th scope="col">Class</th>
              {classes.map((name) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {numbers.map((row, label) => (
              <tr key={label}>
                <th scope="row">{classes[label]}</th>
                {row.map((number, predicted) => (
                  <td
                    key={predicted}
                    class={`number ${label === predicted ? 'right' : number === 0 ? 'none' : ''}`}
                  >
                    {whole(number)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** Layers from the input to the output, with their receptive fields. */
function LayerTable({ layers }: { layers: Layer[] }) {
  return (
    <>
      <h2>Layers</h2>
      <div class="card wide" tabIndex={0} role="region" aria-label="Layers as a table">
        <table data-testid="layers">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Shape</th>
              <th scope="col" class="number">
                Units
              </th>
              <th scope="col" class="number" title="Pixels that a unit depends on">
                Receptive field
              </th>
              <th scope="col" class="number" title="Distance between the fields of adjacent units, in pixels">
                Stride
              </th>
              <th scope="col" class="number" title="First pixel of the first unit; negative with padding">
                Offset
              </th>
              <th scope="col">Bias</th>
            </tr>
          </thead>
          <tbody>
            {layers.map((layer) => (
              <Row key={layer.name} layer={layer} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Row({ layer: { name, shape, units, field, hasBias } }: { layer: Layer }) {
  const flat = shape[1] === 1 && shape[2] === 1;
  return (
    <tr data-layer={name}>
      <th scope="row">{name}</th>
      <td>{flat ? shape[0] : shape.join(' × ')}</td>
      <td class="number">{whole(units)}</td>
      <td class="number">{field ? `${field.size} × ${field.size}` : 'all'}</td>
      <td class="number">{field?.stride ?? NO_VALUE}</td>
      <td class="number">{field ? String(field.offset).replace('-', '−') : NO_VALUE}</td>
      <td>{hasBias ? 'yes' : ''}</td>
    </tr>
  );
}
