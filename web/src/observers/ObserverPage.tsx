import { useEffect } from 'preact/hooks';
import { getObserver, deleteObserver } from '../api/client';
import type { ObserverCard, WholeObserver, Layer } from '../api/types';
import { useRequest } from '../api/useRequest';
import { observerKey } from '../form/draft';
import { NO_VALUE, percent, whole } from '../format/number';
import { newHash } from '../route/route';
import { Notice } from '../ui/Notice';
import './observers.css';
import { DeleteButton } from '../ui/DeleteButton';
import { Fact } from '../ui/Fact';
import { Loading } from '../ui/Loading';
import { TableHead } from '../ui/TableHead';

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
      {!notFound && <Loading error={error} loaded={observer !== null} />}
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
      <dl class="card facts rows" data-testid="facts">
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
      {observer.origin !== 'shipped' && (
        <div>
          <DeleteButton
            thing="observer"
            text={`“${observer.name}” and its card are removed from the observers folder. Studies that have loaded it continue. This cannot be undone.`}
            action="Delete network and card"
            next="#/observers"
            onDelete={() => deleteObserver(observer.name)}
          />
        </div>
      )}
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

const MAX_CLASSES = 30;

function named(classes: string[]): string {
  if (classes.length === 0) return 'none';
  const more = classes.length > MAX_CLASSES ? ', …' : '';
  return `${whole(classes.length)}: ${classes.slice(0, MAX_CLASSES).join(', ')}${more}`;
}

function availability(can: boolean | null): string {
  return can === null ? NO_VALUE : can ? 'available' : 'unavailable';
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
          <TableHead columns={['Class', ...classes.map((name) => ({ number: name }))]} />
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

const LAYER_COLUMNS = [
  'Name',
  'Shape',
  { number: 'Units' },
  { number: 'Receptive field', title: 'Pixels that a unit depends on' },
  { number: 'Stride', title: 'Distance between the fields of adjacent units, in pixels' },
  { number: 'Offset', title: 'First pixel of the first unit; negative with padding' },
  'Bias',
];

/** Layers from the input to the output, with their receptive fields. */
function LayerTable({ layers }: { layers: Layer[] }) {
  return (
    <>
      <h2>Layers</h2>
      <div class="card wide" tabIndex={0} role="region" aria-label="Layers as a table">
        <table data-testid="layers">
          <TableHead columns={LAYER_COLUMNS} />
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
