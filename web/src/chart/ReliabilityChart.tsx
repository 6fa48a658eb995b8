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
  /** Name of the study. */
  study: string;
  csv: string;
}

/** Reliability against trials, one line per channel; of many channels, that of the selected one. */
export function ReliabilityChart({ rows, names, selected, target, study, csv }: Props) {
  const history = useMemo(
    () => historyLines(rows, names, selected === null ? [] : [selected]),
    [rows, names.join('\n'), selected],
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
      strong={selected === null ? null : `channel ${selected}`}
    >
      {isLimited && <span class="muted">Lower 95 % limits, which the target is compared with</span>}
    </LineChart>
  );
}

function summary(looks: number, channels: number, target: number | null): string {
  const goal = target === null ? '' : `, with the target ${target}`;
  return `Line chart of reliability against trials on a logarithmic axis: ${channels} channels, ${looks} looks${goal}. The table of maps lists the latest values.`;
}
