import { useMemo, useState } from 'preact/hooks';
import type { HistoryRow } from '../api/types';
import { comparedReliability } from '../format/stopping';
import { historyLines, MAX_LINES } from './history';
import { LineChart } from './LineChart';

interface Props {
  rows: HistoryRow[];
  names: string[];
  selected: string | null;
  target: number | null;
  /** Name of the study. */
  study: string;
  csv: string;
}

/** Reliability against trials, one line per channel; of many channels, those that are selected. */
export function ReliabilityChart({ rows, names, selected, target, study, csv }: Props) {
  const [added, setAdded] = useState<string[]>([]);
  const chosen = selected === null ? added : [selected, ...added];
  const history = useMemo(
    () => historyLines(rows, names, chosen),
    [rows, names.join('\n'), chosen.join('\n')],
  );
  const isLimited = useMemo(() => rows.some((row) => comparedReliability(row) !== row.reliability), [rows]);
  return (
    <LineChart
      title="Reliability against trials"
      summary={summary(history.trials.length, names.length, target)}
      history={history}
      target={target}
      testId="chart"
      saved={{ name: study, csv }}
    >
      {names.length > MAX_LINES && (
        <AddChannel names={names} chosen={chosen} onAdd={(name) => setAdded([...added, name])} />
      )}
      {isLimited && <span class="muted">Small maps: lower 95 % limits of reliability</span>}
    </LineChart>
  );
}

interface AddChannelProps {
  names: string[];
  /** Names of channels that have lines. */
  chosen: string[];
  onAdd: (name: string) => void;
}

/** Adds the line of a channel whose name is typed or selected. */
function AddChannel({ names, chosen, onAdd }: AddChannelProps) {
  const [isUsed, setUsed] = useState(false); // thousands of options delay the page
  return (
    <>
      <input
        class="add-channel"
        list="channels-to-add"
        placeholder="Add a channel"
        aria-label="Add the line of a channel"
        data-testid="add-channel"
        onFocus={() => setUsed(true)}
        onBlur={() => setUsed(false)}
        onChange={({ currentTarget }) => {
          if (!names.includes(currentTarget.value) || chosen.includes(currentTarget.value)) return;
          onAdd(currentTarget.value);
          currentTarget.value = '';
        }}
      />
      <datalist id="channels-to-add">
        {isUsed &&
          names.filter((name) => !chosen.includes(name)).map((name) => <option key={name} value={name} />)}
      </datalist>
    </>
  );
}

function summary(looks: number, channels: number, target: number | null): string {
  const goal = target === null ? '' : `, with the target ${target}`;
  return `Line chart of reliability against trials on a logarithmic axis: ${channels} channels, ${looks} looks${goal}. The table of maps lists the latest values.`;
}
