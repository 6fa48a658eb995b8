import { listWorkers } from '../api/client';
import { useRequest } from '../api/useRequest';
import type { Route } from '../route/route';
import { SessionState } from './SessionState';
import './header.css';

const observers = new Set<Route['page']>(['observers', 'observer', 'upload']);
const analyses = new Set<Route['page']>(['analyses', 'analysis', 'analyse']);

export function Header({ route }: { route: Route }) {
  const workers = useRequest(() => listWorkers(), route.page);
  const isLocal = workers.data === null || (workers.data.length === 1 && workers.data[0]!.address === null);
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
        <NavLink href="#/" here={['studies', 'study', 'compare'].includes(route.page)}>
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
