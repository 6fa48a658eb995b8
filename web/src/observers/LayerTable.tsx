import type { Layer } from '../api/types';
import { NO_VALUE, whole } from '../format/number';

/** Layers from the input to the output, with their receptive fields. */
export function LayerTable({ layers }: { layers: Layer[] }) {
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
