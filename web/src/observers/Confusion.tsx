import { writeNpy } from '../api/npy';
import { whole } from '../format/number';
import { Terms } from '../glossary/Terms';
import { matrixDrawing } from '../save/matrix-drawing';
import { imageFiles, npyFile, SaveMenu } from '../save/SaveMenu';

interface Props {
  classes: string[];
  /** Test images by class (row) and predicted class (column). */
  numbers: number[][];
}

/** The confusion matrix on the test images. */
export function Confusion({ classes, numbers }: Props) {
  const title = 'Confusion matrix of the test images';
  const cellOf = (label: number, predicted: number) => ({
    text: whole(numbers[label]![predicted]),
    fill: label === predicted ? '#cfe0f3' : '#ffffff',
  });
  const array = () => writeNpy([numbers.length, classes.length], numbers.flat());
  return (
    <>
      <div class="page-head">
        <h2>{title}</h2>
        <SaveMenu
          figure={title}
          files={[
            ...imageFiles('confusion', () => matrixDrawing(title, classes, classes, cellOf)),
            npyFile('confusion', array),
          ]}
        />
      </div>
      <Terms of="confusion" />
      <div class="card wide" tabIndex={0} role="region" aria-label={title}>
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
