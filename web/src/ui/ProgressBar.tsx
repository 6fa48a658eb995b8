import './progress-bar.css';

interface Props {
  value: number;
  max: number | null | undefined;
  label: string;
}

/** A progress bar; nothing without a maximum. */
export function ProgressBar({ value, max, label }: Props) {
  if (!max) return null;
  const share = Math.max(0, Math.min(1, value / max));
  return (
    <div
      class="progress-bar"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share * 100)}
    >
      <div style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}
