import type { StudyPage, StudyRow } from '../api/types';

/** The list of studies: pages that were asked for, newest study first. */
export interface StudyList {
  studies: StudyRow[];
  next: string | null;
  /** Pages shown; a refresh asks for as many. */
  pages: number;
  loaded: boolean;
  trouble: string | null;
}

export type ListAction =
  | { type: 'refreshed'; pages: StudyPage[] }
  | { type: 'more'; page: StudyPage }
  | { type: 'trouble'; text: string };

export const NO_LIST: StudyList = { studies: [], next: null, pages: 1, loaded: false, trouble: null };

export function reduceList(list: StudyList, action: ListAction): StudyList {
  switch (action.type) {
    case 'refreshed':
      // A page added while the refresh was under way would be lost: the next refresh brings it.
      if (action.pages.length < list.pages && list.loaded && action.pages.at(-1)?.next) return list;
      return {
        studies: once(action.pages.flatMap((page) => page.studies)),
        next: action.pages.at(-1)?.next ?? null,
        pages: Math.max(1, action.pages.length),
        loaded: true,
        trouble: null,
      };
    case 'more':
      return {
        ...list,
        studies: once([...list.studies, ...action.page.studies]),
        next: action.page.next,
        pages: list.pages + 1,
      };
    case 'trouble':
      return { ...list, trouble: action.text };
  }
}

function once(studies: StudyRow[]): StudyRow[] {
  return [...new Map(studies.map((study) => [study.id, study])).values()];
}
