import { useEffect, useState } from 'preact/hooks';
import { listStudies } from '../api/client';
import { errorText } from '../api/problem';
import type { StudyPage } from '../api/types';
import { NO_LIST, reduceList, type StudyList } from '../store/list';
import { Store, useStore } from '../store/store';

const PAGE_SIZE = 50;
const REFRESH_MILLIS = 3000;

/** Polls the list of studies every 3 seconds while the page is visible. */
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
          if (!stopped) store.dispatch({ type: 'error', text: errorText(error) });
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
      store.dispatch({ type: 'more', page: await listStudies(PAGE_SIZE, store.state.next) });
    } catch (error) {
      store.dispatch({ type: 'error', text: errorText(error) });
    }
  };
  return { list, more: () => void more() };
}

async function firstPages(count: number): Promise<StudyPage[]> {
  const pages: StudyPage[] = [];
  let after: string | null = null;
  do {
    const page: StudyPage = await listStudies(PAGE_SIZE, after);
    pages.push(page);
    after = page.next;
  } while (pages.length < count && after !== null);
  return pages;
}
