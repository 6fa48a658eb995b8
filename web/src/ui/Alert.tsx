/** The error of an action; nothing for null. */
export function Alert({ error, testId }: { error: string | null; testId?: string }) {
  if (error === null) return null;
  return (
    <p role="alert" class="bad" data-testid={testId}>
      {error}
    </p>
  );
}
