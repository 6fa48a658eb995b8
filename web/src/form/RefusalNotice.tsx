import { Notice } from '../ui/Notice';
import type { Refusal } from './useSending';

/** A refusal that is about no field on the page. */
export function RefusalNotice({ title, refusal }: { title: string; refusal: Refusal<string> | null }) {
  if (refusal === null || refusal.field !== null) return null;
  return (
    <div id="refusal" tabIndex={-1}>
      <Notice tone="error" title={title} testId="form-error">
        {refusal.text}
      </Notice>
    </div>
  );
}
