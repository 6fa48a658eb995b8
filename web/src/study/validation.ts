import { columnOf, newestFinished } from '../analyses/finished';
import type { Study } from '../api/types';
import { useRequest } from '../api/useRequest';
import { hasEnded } from '../format/words';

/** What the newest validation of the maps of a study found. */
export interface Validation {
  /** Id of the analysis. */
  id: string;
  /** Area under the curve of each channel; null for a class without images or map. */
  areas: (number | null)[];
  /** Number of classes that are validated on their own, of those with two or more images. */
  validated: number;
  tested: number;
}

/** Whether the estimator of a study is a regression. */
export function isRegression(study: Study): boolean {
  return study.specification.study.estimator === 'regression';
}

/** Requests the newest validation of a regression that has ended; null for none. */
export function useValidation(study: Study): Validation | null {
  const ended = isRegression(study) && hasEnded(study.state);
  const { data } = useRequest(
    () => (ended ? load(study.id) : Promise.resolve(null)),
    `${study.id} ${String(ended)}`,
  );
  return data;
}

async function load(id: string): Promise<Validation | null> {
  const analysis = await newestFinished('validate', { study: id });
  if (!analysis?.findings) return null;
  const { id: found, findings: result } = analysis;
  const column = (name: string) => columnOf(result, 'validation', name);
  return {
    id: found,
    areas: column('area'),
    validated: column('validated').filter((value) => value === 1).length,
    tested: column('false discovery rate').filter((value) => value !== null).length,
  };
}
