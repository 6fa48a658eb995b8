import { useMemo } from 'preact/hooks';
import type { HistoryRow } from '../api/types';
import { comparedReliability } from '../format/stopping';
import { historyLines } from './history';
import { LineChart } from './LineChart';

interface Props {
  rows: HistoryRow[];
  names: string[];
  selected: string | null;
  target: number | null;
  csv: string;
}

/** Reliability against trials, one line per channel. */
export function ReliabilityChart({ rows, names, selected, target, csv }: Props) {
  const history = useMemo(() => historyLines(rows, names, selected), [rows, names.join('\n'), selected]);
  return (
    <LineChart
      title="Reliability against trials"
      summary={summary(history.trials.length, names.length, target)}
      history={history}
      target={target}
      testId="chart"
    >
      {rows.some((row) => comparedReliability(row) !== row.reliability) && (
        <span class="muted">Small maps: lower 95 % limits of reliability</span>
      )}
      <a href={csv} download>
        history.csv
      </a>
    </LineChart>
  );
}

function summary(looks: number, channels: number, target: number | null): string {
  const goal = target === null ? '' : `, with the target ${target}`;
  return `Line chart of reliability against trials on a logarithmic axis: ${channels} channels, ${looks} looks${goal}. The table of maps lists the latest values.`;
}
