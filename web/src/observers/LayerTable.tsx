import type { Layer } from '../api/types';
import { NOTHING, whole } from '../format/number';

/** Layers from the input to the answer, with what their units see of the image. */
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
              <th scope="col" class="number" title="What a unit sees of the image">
                Receptive field
              </th>
              <th scope="col" class="number" title="Pixels from the field of a unit to that of the next">
                Stride
              </th>
              <th scope="col" class="number" title="First pixel of the first unit; negative where layers pad">
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
      <td class="number">{field?.stride ?? NOTHING}</td>
      <td class="number">{field ? String(field.offset).replace('-', '−') : NOTHING}</td>
      <td>{hasBias ? 'yes' : ''}</td>
    </tr>
  );
}
