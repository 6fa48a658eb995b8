import { useMemo } from 'preact/hooks';
import { getArray } from '../api/client';
import { writeNpy } from '../api/npy';
import type { Study } from '../api/types';
import { useRequest } from '../api/useRequest';
import { value } from '../format/number';
import { Terms } from '../glossary/Terms';
import { diverging } from '../palette/diverging';
import { matrixDrawing } from '../save/matrix-drawing';
import { MatrixTable } from '../save/MatrixTable';
import { imageFiles, npyFile, SaveMenu } from '../save/SaveMenu';
import { correlations } from './correlation';

/** Maximum number of channels of a study in the matrix. */
const MAX_CHANNELS = 50;

/** Colours of correlations end at this value, so that dark text is legible on all of them. */
const COLOUR_LIMIT = 2;

interface Props {
  studies: Study[];
  labels: string[];
}

/** The correlation of each map of the first study with each map of the second. */
export function ChannelCorrelations({ studies, labels }: Props) {
  const [first, second] = studies;
  if (first === undefined || second === undefined || String(first.shape) !== String(second.shape))
    return null;
  const counts = [first, second].map(({ channels }) => channels.length);
  return (
    <section class="card" aria-labelledby="matrix-title" data-testid="channel-correlations">
      <h2 id="matrix-title">Correlation of channels</h2>
      {Math.max(...counts) > MAX_CHANNELS ? (
        <p class="muted">Only shown for studies of at most {MAX_CHANNELS} channels.</p>
      ) : (
        <Matrix
          key={`${first.id} ${first.looks} ${second.id} ${second.looks}`}
          first={first}
          second={second}
          names={[labels[0]!, labels[1]!]}
        />
      )}
    </section>
  );
}

function Matrix({ first, second, names }: { first: Study; second: Study; names: [string, string] }) {
  const { data, error } = useRequest(() =>
    Promise.all([first, second].map(({ id }) => getArray(id, '/maps.npy'))),
  );
  const values = useMemo(() => (data === null ? [] : correlations(data[0]!, data[1]!)), [data]);
  if (error !== null) return <p class="muted">{error}</p>;
  if (data === null) return <p class="muted">Loading…</p>;
  const rows = first.channels.map(({ name }) => name);
  const columns = second.channels.map(({ name }) => name);
  const title = `Correlation of channels of ${names[0]} (rows) and ${names[1]} (columns)`;
  const cellOf = (row: number, column: number) => {
    const correlation = values[row]![column]!;
    const colour = diverging(correlation, COLOUR_LIMIT);
    return { text: shown(correlation), fill: colour === null ? '#ffffff' : `rgb(${colour.join()})` };
  };
  const array = () => writeNpy([rows.length, columns.length], values.flat());
  return (
    <>
      <SaveMenu
        figure="correlation of channels"
        study={names.join(' ')}
        files={[
          ...imageFiles('channel correlations', () => matrixDrawing(title, rows, columns, cellOf)),
          npyFile('channel correlations', array),
        ]}
      />
      <p class="muted">
        Rows: {names[0]}. Columns: {names[1]}. Noise of the maps lowers the correlations; they are not
        corrected for it.
      </p>
      <div class="matrix" tabIndex={0} role="region" aria-label={title}>
        <table>
          <MatrixTable corner="Channel" rows={rows} columns={columns} cellOf={cellOf} />
        </table>
      </div>
      <Terms of="difference" />
    </>
  );
}

/** Two decimals, as a correlation is read. */
function shown(correlation: number): string {
  return Number.isNaN(correlation) ? value(correlation) : correlation.toFixed(2).replace('-', '−');
}
