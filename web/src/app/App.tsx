import { useEffect, useRef } from 'preact/hooks';
import { NewStudy } from '../form/NewStudy';
import { Observers } from '../observers/Observers';
import type { Route } from '../route/route';
import { useRoute } from '../route/useRoute';
import { StudyPage } from '../study/StudyPage';
import { Studies } from '../studies/Studies';
import { Announcer } from '../ui/announcer';
import { Header } from './Header';

export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const where = route.page === 'study' ? route.id : route.page;
  useEffect(() => {
    document.title = titles[route.page];
    if (!first.current) {
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    first.current = false;
  }, [where]);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => skip(event, main.current)}>
        Skip to the content
      </a>
      <Header route={route} />
      <main id="main" tabIndex={-1} ref={main}>
        <Page route={route} />
      </main>
      <Announcer />
    </>
  );
}

const titles: Record<Route['page'], string> = {
  studies: 'Studies · Revcor',
  study: 'Study · Revcor',
  new: 'New study · Revcor',
  observers: 'Observers · Revcor',
  unknown: 'Revcor',
};

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'studies':
      return <Studies />;
    case 'study':
      return <StudyPage key={route.id} id={route.id} />;
    case 'new':
      return <NewStudy observer={route.observer} />;
    case 'observers':
      return <Observers />;
    case 'unknown':
      return (
        <section class="page">
          <h1>Nothing is here</h1>
          <p>
            There is no page “{route.path}”. <a href="#/">All studies</a>
          </p>
        </section>
      );
  }
}

/** The address stays the route's. */
function skip(event: Event, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}
