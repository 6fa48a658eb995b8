import { whole } from '../format/number';

interface Props {
  classes: string[];
  /** By class (row) and answer (column). */
  numbers: number[][];
}

/** How often a test image of a class was answered how. */
export function Confusion({ classes, numbers }: Props) {
  return (
    <>
      <h2>Test images by class and answer</h2>
      <div class="card wide" tabIndex={0} role="region" aria-label="Test images by class and answer">
        <table class="confusion" data-testid="confusion">
          <thead>
            <tr>
              <th scope="col">Class</th>
              {classes.map((name, answer) => (
                <th key={answer} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {numbers.map((row, label) => (
              <tr key={label}>
                <th scope="row">{classes[label]}</th>
                {row.map((number, answer) => (
                  <td
                    key={answer}
                    class={`number ${label === answer ? 'right' : number === 0 ? 'none' : ''}`}
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
