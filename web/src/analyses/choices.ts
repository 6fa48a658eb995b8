import { listAnalysisKinds, listObservers, listStudies } from '../api/client';
import type { AnalysisKind, Observer, StudyRow } from '../api/types';

const MAX_STUDIES = 500;

/** Options of the form for an analysis. */
export interface Choices {
  kinds: AnalysisKind[];
  observers: Observer[];
  /** Newest first. */
  studies: StudyRow[];
}

export async function loadChoices(): Promise<Choices> {
  const [kinds, observers, { studies }] = await Promise.all([
    listAnalysisKinds(),
    listObservers(),
    listStudies(MAX_STUDIES, null),
  ]);
  return { kinds, observers, studies };
}
