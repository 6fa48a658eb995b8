import { listWorkers } from '../api/client';
import type { Worker } from '../api/types';
import { usePolled } from '../api/usePolled';
import { duration } from '../format/duration';
import { mebibytes, short, whole } from '../format/number';
import { studyHash } from '../route/route';
import { Loading } from '../ui/Loading';
import { Notice } from '../ui/Notice';
import { StateBadge } from '../ui/StateBadge';
import { TableHead } from '../ui/TableHead';

const REFRESH_MILLIS = 2000;

/** The list of workers. */
export function Workers() {
  const { data, error } = usePolled('workers', listWorkers, REFRESH_MILLIS);
  return (
    <section class="page">
      <div class="page-head">
        <h1>Workers</h1>
      </div>
      <p class="muted intro">
        Processes that run the networks of studies, on this machine or on others. Results do not depend on
        their number.
      </p>
      <Loading error={error} loaded={data !== null} />
      {data?.length === 0 && (
        <Notice tone="info" title="No workers" testId="no-workers">
          Studies wait until a worker joins. In a shell of another machine:{' '}
          <code>revcor worker --join HOST:PORT</code>
        </Notice>
      )}
      {data !== null && data.length > 0 && <WorkerTable workers={data} />}
    </section>
  );
}

const COLUMNS = [
  'Worker',
  'State',
  { number: 'Lanes' },
  { number: 'Tasks' },
  { number: 'Trials/s' },
  { number: 'Memory' },
  'Last contact',
  'Platform',
];

function WorkerTable({ workers }: { workers: Worker[] }) {
  return (
    <div class="card list-table" tabIndex={0} role="region" aria-label="Workers as a table">
      <table>
        <caption class="unseen">Workers in the order in which they joined</caption>
        <TableHead columns={COLUMNS} />
        <tbody>
          {workers.map((worker) => (
            <Row key={`${worker.name} ${worker.address}`} worker={worker} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ worker }: { worker: Worker }) {
  const { device, instructions, engine } = worker.platform;
  const seconds = Math.max(0, (Date.now() - Date.parse(worker.lastContact)) / 1000);
  return (
    <tr data-testid="worker-row" data-worker={worker.name} data-state={worker.state}>
      <th scope="row" class="name">
        {worker.name}
        <small>{worker.address ?? 'inference process of the server'}</small>
      </th>
      <td>
        <StateBadge state={worker.state} />
      </td>
      <td class="number">{whole(worker.lanes)}</td>
      <td class="number">{whole(worker.tasks)}</td>
      <td class="number">{short(worker.trialsPerSecond)}</td>
      <td class="number">{mebibytes(worker.memory)}</td>
      <td class="created">{duration(seconds)} ago</td>
      <td class="platform">
        {[device, instructions, engine].join(', ')}
        <small>Revcor {worker.version}</small>
        {Object.entries(worker.notEligible).map(([study, reason]) => (
          <small key={study} data-testid="not-eligible">
            takes no tasks of <a href={studyHash(study)}>{study}</a>: {reason}
          </small>
        ))}
      </td>
    </tr>
  );
}
