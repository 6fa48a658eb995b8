import type { Observer } from '../api/types';
import { percent } from '../format/number';
import type { GroupKey } from '../api/types';
import { observerKey } from './draft';
import { SelectField } from './SelectField';

interface Props {
  observers: Observer[];
  /** Observers that the server does not have, with keys of their own. */
  others: GroupKey[];
  value: string;
  error: string | undefined;
  onChange: (key: string) => void;
}

export function ObserverSelect({ observers, others, value, error, onChange }: Props) {
  const chosen = observers.find((observer) => observerKey(observer) === value);
  return (
    <SelectField
      id="observer"
      label="Observer"
      hint={chosen && describe(chosen)}
      options={[
        ...observers.map((observer) => ({
          value: observerKey(observer),
          label: `${observer.name}${observer.file ? ` (${observer.file})` : ''}${observer.problem ? ': unusable' : ''}`,
          disabled: observer.problem !== null,
        })),
        ...others.map(({ name, help }) => ({ value: `${name}:`, label: `${name}: ${help}` })),
      ]}
      value={value}
      error={error}
      onChange={onChange}
    />
  );
}

/** "1 × 28 × 28, 10 classes, mnist, accuracy 99.1 %". */
function describe(observer: Observer): string {
  return [
    observer.shape?.join(' × '),
    observer.classes && `${observer.classes.length} classes`,
    observer.dataset,
    observer.accuracy !== null && observer.accuracy !== undefined && `accuracy ${percent(observer.accuracy)}`,
  ]
    .filter(Boolean)
    .join(', ');
}
