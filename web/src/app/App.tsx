import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Analyses } from '../analyses/Analyses';
import { AnalysisPage } from '../analyses/AnalysisPage';
import { NewAnalysis } from '../analyses/NewAnalysis';
import { ComparePage } from '../compare/ComparePage';
import { NewStudy } from '../form/NewStudy';
import { ObserverPage } from '../observers/ObserverPage';
import { Observers } from '../observers/Observers';
import { UploadPage } from '../observers/UploadPage';
import { login } from '../api/login';
import { RacePage } from '../race/RacePage';
import type { Route } from '../route/route';
import { useRoute } from '../route/useRoute';
import { Shortcuts } from '../shortcuts/Shortcuts';
import { StudyPage } from '../study/StudyPage';
import { useStore } from '../store/store';
import { Studies } from '../studies/Studies';
import { Announcer } from '../ui/announcer';
import { Workers } from '../workers/Workers';
import { logIn, listWorkers, getSession, logOut } from '../api/client';
import { errorText } from '../api/problem';
import { Notice } from '../ui/Notice';
import { useRequest } from '../api/useRequest';
import './header.css';
import type { Session } from '../api/types';

const observers = new Set<Route['page']>(['observers', 'observer', 'upload']);
const analyses = new Set<Route['page']>(['analyses', 'analysis', 'analyse']);

function Header({ route }: { route: Route }) {
  const workers = useRequest(() => listWorkers(), route.page);
  const isLocal = (workers.data ?? []).every(({ address }) => address === null);
  return (
    <header class="site">
      <a class="brand" href="#/" aria-label="Revcor, all studies">
        <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
          <circle cx="16" cy="16" r="15" fill="#a8cdea" />
          <circle cx="16" cy="16" r="11" fill="#1f5fae" />
          <circle cx="16" cy="16" r="7" fill="#f7f7f5" />
          <circle cx="16" cy="16" r="4.6" fill="#d1690f" />
        </svg>
        <span>Revcor</span>
      </a>
      <nav aria-label="Main">
        <NavLink href="#/studies" here={['studies', 'study', 'compare', 'race'].includes(route.page)}>
          Studies
        </NavLink>
        <NavLink href="#/observers" here={observers.has(route.page)}>
          Observers
        </NavLink>
        <NavLink href="#/analyses" here={analyses.has(route.page)}>
          Analyses
        </NavLink>
        {!isLocal && (
          <NavLink href="#/workers" here={route.page === 'workers'}>
            Workers
          </NavLink>
        )}
        <NavLink href="#/new" here={route.page === 'new'} needs="write" strong>
          New study
        </NavLink>
        <SessionState />
      </nav>
    </header>
  );
}

function NavLink(props: { href: string; here: boolean; needs?: string; strong?: boolean; children: string }) {
  return (
    <a
      href={props.href}
      class={props.strong ? 'strong' : undefined}
      data-needs={props.needs}
      aria-current={props.here ? 'page' : undefined}
    >
      {props.children}
    </a>
  );
}

/**
 * Whose token the browser sends, and a button to log out; nothing without a token. The page does not
 * show what the scope of the token does not permit: elements with `data-needs`.
 */
function SessionState() {
  const [session, setSession] = useState<Session | null>(null);
  useEffect(() => {
    getSession().then(setSession, () => setSession(null));
  }, []);
  useEffect(() => {
    document.documentElement.dataset.scope = session?.scope ?? '';
  }, [session]);
  if (!session?.name) return null;
  return (
    <span class="session" data-testid="session">
      {session.name} ({session.scope}){' '}
      <button type="button" class="small" onClick={() => logOut().then(() => location.reload())}>
        Log out
      </button>
    </span>
  );
}

/** Pages with input of the user, which outlives the end of a session. */
const FORMS: Route['page'][] = ['new', 'upload', 'analyse'];

export function App() {
  const route = useRoute();
  const { needed } = useStore(login);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const key = pageKey(route);
  const shown = useRef<string | null>(null);
  if (!needed) shown.current = key;
  const isKept = FORMS.includes(route.page) && shown.current === key;
  // Runs before the effects of the page, which may set a more specific title.
  useLayoutEffect(() => {
    document.title = titles[route.page];
  }, [key]);
  useEffect(() => {
    if (!first.current) {
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    first.current = false;
  }, [key]);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => skip(event, main.current)}>
        Skip to content
      </a>
      <Header key={String(needed)} route={route} />
      <main id="main" tabIndex={-1} ref={main}>
        {needed && <LoginPage />}
        {(!needed || isKept) && (
          <div hidden={needed}>
            <Page route={route} />
          </div>
        )}
      </main>
      <Shortcuts />
      <Announcer />
    </>
  );
}

function pageKey(route: Route): string {
  switch (route.page) {
    case 'study':
      return route.id;
    case 'observer':
      return `observer ${route.name}`;
    case 'analysis':
      return `analysis ${route.id}`;
    default:
      return route.page;
  }
}

const titles: Record<Route['page'], string> = {
  studies: 'Studies · Revcor',
  study: 'Study · Revcor',
  compare: 'Comparison · Revcor',
  new: 'New study · Revcor',
  observers: 'Observers · Revcor',
  observer: 'Observer · Revcor',
  upload: 'Add a network · Revcor',
  analyses: 'Analyses · Revcor',
  analysis: 'Analysis · Revcor',
  analyse: 'New analysis · Revcor',
  workers: 'Workers · Revcor',
  race: 'Race · Revcor',
  unknown: 'Revcor',
};

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'studies':
      return <Studies home={route.home} />;
    case 'study':
      return <StudyPage key={route.id} id={route.id} />;
    case 'compare':
      return <ComparePage key={route.ids.join(' ')} ids={route.ids} />;
    case 'new':
      return <NewStudy key={location.hash} observer={route.observer} copy={route.copy} />;
    case 'observers':
      return <Observers />;
    case 'observer':
      return <ObserverPage key={route.name} name={route.name} />;
    case 'upload':
      return <UploadPage />;
    case 'analyses':
      return <Analyses />;
    case 'analysis':
      return <AnalysisPage key={route.id} id={route.id} />;
    case 'analyse':
      return <NewAnalysis analysis={route.analysis} given={route.given} />;
    case 'workers':
      return <Workers />;
    case 'race':
      return <RacePage />;
    case 'unknown':
      return (
        <section class="page">
          <h1>Page not found</h1>
          <p>
            The page “{route.path}” does not exist. <a href="#/">All studies</a>
          </p>
        </section>
      );
  }
}

/** Moves the focus without changing the URL. */
function skip(event: Event, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}

/** Asks for a token, which the server puts into a cookie. */
function LoginPage() {
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
