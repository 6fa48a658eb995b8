import { writeNpy } from '../api/npy';
import { whole } from '../format/number';
import { matrixDrawing } from '../save/matrix-drawing';
import { MatrixTable } from '../save/MatrixTable';
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
      <div class="card wide" tabIndex={0} role="region" aria-label={title}>
        <table class="confusion" data-testid="confusion">
          <MatrixTable
            corner="Class"
            rows={classes}
            columns={classes}
            cellOf={cellOf}
            classOf={(label, predicted) =>
              label === predicted ? 'right' : numbers[label]![predicted] === 0 ? 'none' : ''
            }
          />
        </table>
      </div>
    </>
  );
}
