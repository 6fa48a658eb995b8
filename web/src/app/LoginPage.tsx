import { useState } from 'preact/hooks';
import { logIn } from '../api/client';
import { login } from '../api/login';
import { errorText } from '../api/problem';
import { Notice } from '../ui/Notice';

/** Asks for a token, which the server puts into a cookie. */
export function LoginPage() {
  const [token, setToken] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await logIn(token.trim());
      login.dispatch(false);
    } catch (failure) {
      setError(errorText(failure));
    }
  };
  return (
    <section class="page">
      <h1>Log in</h1>
      <p>
        This server requires a token. Its administrator creates one with <code>revcor token create</code>.
      </p>
      <form class="card login" onSubmit={submit}>
        <div class="field">
          <label for="token">Token</label>
          <input
            id="token"
            type="password"
            autocomplete="current-password"
            required
            value={token}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
        </div>
        {error !== null && (
          <Notice tone="error" role="alert" testId="form-error">
            {error}
          </Notice>
        )}
        <button type="submit" data-testid="log-in">
          Log in
        </button>
      </form>
    </section>
  );
}
