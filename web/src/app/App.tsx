import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Analyses } from '../analyses/Analyses';
import { AnalysisPage } from '../analyses/AnalysisPage';
import { NewAnalysis } from '../analyses/NewAnalysis';
import { ComparePage } from '../compare/ComparePage';
import { DemonstrationPage } from '../demonstration/DemonstrationPage';
import { NewStudy } from '../form/NewStudy';
import { GlossaryPage } from '../glossary/GlossaryPage';
import { ObserverPage } from '../observers/ObserverPage';
import { Observers } from '../observers/Observers';
import { UploadPage } from '../observers/UploadPage';
import { login } from '../api/login';
import type { Route } from '../route/route';
import { useRoute } from '../route/useRoute';
import { Shortcuts } from '../shortcuts/Shortcuts';
import { StudyPage } from '../study/StudyPage';
import { useStore } from '../store/store';
import { Studies } from '../studies/Studies';
import { Announcer } from '../ui/announcer';
import { Workers } from '../workers/Workers';
import { Header } from './Header';
import { LoginPage } from './LoginPage';

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
  glossary: 'Glossary · Revcor',
  demonstration: 'Demonstration · Revcor',
  unknown: 'Revcor',
};

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'studies':
      return <Studies />;
    case 'study':
      return <StudyPage key={route.id} id={route.id} />;
    case 'compare':
      return <ComparePage key={route.ids.join(' ')} ids={route.ids} />;
    case 'new':
      return <NewStudy observer={route.observer} />;
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
    case 'glossary':
      return <GlossaryPage word={route.word} />;
    case 'demonstration':
      return <DemonstrationPage key={route.ids.join(' ')} ids={route.ids} />;
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
