import type { Observer } from '../api/types';
import { percent } from '../format/number';
import { observerKey } from './draft';
import { Field } from './Field';

interface Props {
  observers: Observer[];
  value: string;
  error: string | undefined;
  onChange: (key: string) => void;
}

export function ObserverSelect({ observers, value, error, onChange }: Props) {
  const chosen = observers.find((observer) => observerKey(observer) === value);
  return (
    <Field id="observer" label="Observer" hint={chosen && describe(chosen)} error={error}>
      {(described) => (
        <select {...described} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {observers.map((observer) => (
            <option
              key={observerKey(observer)}
              value={observerKey(observer)}
              disabled={observer.problem !== null}
            >
              {observer.name}
              {observer.file ? ` (${observer.file})` : ''}
              {observer.problem ? ': unusable' : ''}
            </option>
          ))}
        </select>
      )}
    </Field>
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
