import { useEffect, useState } from 'preact/hooks';
import { getHistory, getStudy } from '../api/client';
import { isNotFound, sentence } from '../api/problem';
import type { HistoryRow, Study } from '../api/types';
import { hasEnded } from '../format/words';

const REFRESH_MILLIS = 3000;

export interface Compared {
  study: Study;
  rows: HistoryRow[];
}

interface Found {
  studies: Compared[];
  loaded: boolean;
  /** What went wrong, by study. */
  troubles: string[];
}

/** Studies with their histories, asked for again while one of them runs and the page is looked at. */
export function useCompared(ids: string[]): Found {
  const [found, setFound] = useState<Found>({ studies: [], loaded: false, troubles: [] });
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const had = new Map<string, Compared>();
    const gone = new Set<string>();
    const refresh = async () => {
      if (!document.hidden) {
        const troubles: string[] = [];
        for (const id of ids) {
          try {
            if (!ended(had.get(id)) && !gone.has(id)) had.set(id, await load(id, had.get(id)));
          } catch (error) {
            if (isNotFound(error)) gone.add(id);
            else troubles.push(sentence(error));
          }
          if (gone.has(id)) troubles.push(`There is no study ${id}; it may have been deleted.`);
        }
        if (stopped) return;
        const studies = ids.map((id) => had.get(id)).filter((study) => study !== undefined);
        setFound({ studies, loaded: true, troubles: [...new Set(troubles)] });
      }
      if (!ids.every((id) => gone.has(id) || ended(had.get(id)))) {
        timer = setTimeout(() => void refresh(), REFRESH_MILLIS);
      }
    };
    void refresh();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [ids.join('\n')]);
  return found;
}

async function load(id: string, before: Compared | undefined): Promise<Compared> {
  const study = await getStudy(id);
  const same = before !== undefined && before.study.looks === study.looks;
  return { study, rows: same ? before.rows : await getHistory(id) };
}

function ended(compared: Compared | undefined): boolean {
  return compared !== undefined && hasEnded(compared.study.state);
}
