import { Notice } from '../ui/Notice';
import type { Failure } from './useSubmit';

/** Errors that are about no field of the page. */
export function FormError({ failure }: { failure: Failure<string> | null }) {
  const texts = (failure?.errors ?? []).filter(({ field }) => field === null).map(({ text }) => text);
  if (failure === null || texts.length === 0) return null;
  return (
    <div id="submitError" tabIndex={-1}>
      <Notice tone="error" title={failure.title} testId="form-error">
        {texts.map((text) => (
          <div key={text}>{text}</div>
        ))}
      </Notice>
    </div>
  );
}
