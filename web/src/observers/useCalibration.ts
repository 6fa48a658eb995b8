import { useEffect, useState } from 'preact/hooks';
import { listCalibrations } from '../api/client';
import type { Calibration } from '../api/types';

/** The calibration of an observer, by its digest; null while there is none, or none is known. */
export function useCalibration(digest: string | null): Calibration | null {
  const [all, setAll] = useState<Calibration[]>([]);
  useEffect(() => {
    let stopped = false;
    listCalibrations().then(
      (calibrations) => {
        if (!stopped) setAll(calibrations);
      },
      () => {},
    );
    return () => {
      stopped = true;
    };
  }, [digest]);
  return all.find((each) => each.digest === digest) ?? null;
}
