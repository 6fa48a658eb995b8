import { whole } from '../format/number';

interface Props {
  classes: string[];
  /** Test images by class (row) and predicted class (column). */
  numbers: number[][];
}

/** The confusion matrix on the test images. */
export function Confusion({ classes, numbers }: Props) {
  return (
    <>
      <h2>Confusion matrix of the test images</h2>
      <div class="card wide" tabIndex={0} role="region" aria-label="Confusion matrix of the test images">
        <table class="confusion" data-testid="confusion">
          <thead>
            <tr>
              <th scope="col">Class</th>
              {classes.map((name, predicted) => (
                <th key={predicted} scope="col" class="number">
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
