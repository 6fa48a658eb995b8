import { Notice } from '../ui/Notice';
import type { SubmitError } from './useSubmit';

/** An error that is about no field of the page. */
export function FormError({
  title,
  submitError,
}: {
  title: string;
  submitError: SubmitError<string> | null;
}) {
  if (submitError === null || submitError.field !== null) return null;
  return (
    <div id="submitError" tabIndex={-1}>
      <Notice tone="error" title={title} testId="form-error">
        {submitError.text}
      </Notice>
    </div>
  );
}
