import { useEffect, useMemo, useState } from 'preact/hooks';
import { listStudies, type StudyQuery } from '../api/client';
import { errorText } from '../api/problem';
import type { StudyPage } from '../api/types';
import { NO_LIST, reduceList, type StudyList } from '../store/list';
import { Store, useStore } from '../store/store';

const PAGE_SIZE = 50;
const REFRESH_MILLIS = 3000;

/** Polls the studies that match every 3 seconds while the page is visible. */
export function useStudies(query: StudyQuery): { list: StudyList; more: () => void; refresh: () => void } {
  const key = JSON.stringify(query);
  const store = useMemo(() => new Store(NO_LIST, reduceList), [key]);
  const list = useStore(store);
  const [refreshes, setRefreshes] = useState(0);
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const refresh = async () => {
      if (!document.hidden) {
        try {
          const pages = await firstPages(store.state.pages, query);
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
  }, [store, refreshes]);
  const more = async () => {
    try {
      store.dispatch({ type: 'more', page: await listStudies(PAGE_SIZE, store.state.next, query) });
    } catch (error) {
      store.dispatch({ type: 'error', text: errorText(error) });
    }
  };
  return { list, more: () => void more(), refresh: () => setRefreshes((before) => before + 1) };
}

async function firstPages(count: number, query: StudyQuery): Promise<StudyPage[]> {
  const pages: StudyPage[] = [];
  let after: string | null = null;
  do {
    const page: StudyPage = await listStudies(PAGE_SIZE, after, query);
    pages.push(page);
    after = page.next;
  } while (pages.length < count && after !== null);
  return pages;
}
