import { useEffect, useState } from 'preact/hooks';
import { listStudies } from '../api/client';
import { sentence } from '../api/problem';
import type { StudyPage } from '../api/types';
import { NO_LIST, reduceList, type StudyList } from '../store/list';
import { Store, useStore } from '../store/store';

const PAGE = 50;
const REFRESH_MILLIS = 3000;

/** The list of studies, asked for again every few seconds while the page is looked at. */
export function useStudies(): { list: StudyList; more: () => void } {
  const [store] = useState(() => new Store(NO_LIST, reduceList));
  const list = useStore(store);
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const refresh = async () => {
      if (!document.hidden) {
        try {
          const pages = await firstPages(store.state.pages);
          if (!stopped) store.dispatch({ type: 'refreshed', pages });
        } catch (error) {
          if (!stopped) store.dispatch({ type: 'trouble', text: sentence(error) });
        }
      }
      if (!stopped) timer = setTimeout(() => void refresh(), REFRESH_MILLIS);
    };
    void refresh();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [store]);
  const more = async () => {
    try {
      store.dispatch({ type: 'more', page: await listStudies(PAGE, store.state.next) });
    } catch (error) {
      store.dispatch({ type: 'trouble', text: sentence(error) });
    }
  };
  return { list, more: () => void more() };
}

async function firstPages(count: number): Promise<StudyPage[]> {
  const pages: StudyPage[] = [];
  let after: string | null = null;
  do {
    const page: StudyPage = await listStudies(PAGE, after);
    pages.push(page);
    after = page.next;
  } while (pages.length < count && after !== null);
  return pages;
}
