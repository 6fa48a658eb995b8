import { useEffect, useState } from 'preact/hooks';
import { getHistory, getStudy } from '../api/client';
import { isNotFound, errorText } from '../api/problem';
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
  /** Error messages. */
  errors: string[];
}

/** Polls studies and their histories while one of them runs and the page is visible. */
export function useComparison(ids: string[]): Found {
  const [found, setFound] = useState<Found>({ studies: [], loaded: false, errors: [] });
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const loaded = new Map<string, Compared>();
    const missing = new Set<string>();
    const refresh = async () => {
      if (!document.hidden) {
        const errors: string[] = [];
        for (const id of ids) {
          try {
            if (!ended(loaded.get(id)) && !missing.has(id)) loaded.set(id, await load(id, loaded.get(id)));
          } catch (error) {
            if (isNotFound(error)) missing.add(id);
            else errors.push(errorText(error));
          }
          if (missing.has(id)) errors.push(`Study ${id} does not exist; it may have been deleted.`);
        }
        if (stopped) return;
        const studies = ids.map((id) => loaded.get(id)).filter((study) => study !== undefined);
        setFound({ studies, loaded: true, errors: [...new Set(errors)] });
      }
      if (!ids.every((id) => missing.has(id) || ended(loaded.get(id)))) {
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
  if (before === undefined) return { study, rows: await getHistory(id, []) };
  const more = study.looks - before.study.looks;
  // A study that resumes from a checkpoint or restarts may have fewer looks than before.
  return { study, rows: more === 0 ? before.rows : await getHistory(id, more < 0 ? [] : before.rows) };
}

function ended(compared: Compared | undefined): boolean {
  return compared !== undefined && hasEnded(compared.study.state);
}
