import type { StudyPage, StudyRow } from '../api/types';

/** The loaded pages of the list of studies, newest first. */
export interface StudyList {
  studies: StudyRow[];
  next: string | null;
  damaged: StudyPage['damaged'];
  /** Number of pages shown; a refresh loads as many. */
  pages: number;
  loaded: boolean;
  error: string | null;
}

export type ListAction =
  | { type: 'refreshed'; pages: StudyPage[] }
  | { type: 'more'; page: StudyPage }
  | { type: 'error'; text: string };

export const NO_LIST: StudyList = {
  studies: [],
  next: null,
  damaged: [],
  pages: 1,
  loaded: false,
  error: null,
};

export function reduceList(list: StudyList, action: ListAction): StudyList {
  switch (action.type) {
    case 'refreshed':
      // Ignores a refresh that started before a page was added; the next refresh includes the page.
      if (action.pages.length < list.pages && list.loaded && action.pages.at(-1)?.next) return list;
      return {
        studies: distinct(action.pages.flatMap((page) => page.studies)),
        next: action.pages.at(-1)?.next ?? null,
        damaged: action.pages.at(-1)?.damaged ?? [],
        pages: Math.max(1, action.pages.length),
        loaded: true,
        error: null,
      };
    case 'more':
      return {
        ...list,
        studies: distinct([...list.studies, ...action.page.studies]),
        next: action.page.next,
        pages: list.pages + 1,
      };
    case 'error':
      return { ...list, error: action.text };
  }
}

function distinct(studies: StudyRow[]): StudyRow[] {
  return [...new Map(studies.map((study) => [study.id, study])).values()];
}
