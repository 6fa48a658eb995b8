import type { StudyRow } from '../api/types';
import { remainingText } from '../format/eta';
import { short, whole } from '../format/number';
import { when } from '../format/time';
import { hasEnded, waitingText } from '../format/words';
import { studyHash } from '../route/route';
import { Tags } from '../study/Labels';
import '../study/share.css';
import { ProgressBar } from '../ui/ProgressBar';
import { StateBadge } from '../ui/StateBadge';
import './study-table.css';

/** Titles of the columns, and the orders that a click on them selects. */
const COLUMNS: [title: string, order?: string, descends?: boolean][] = [
  ['Name', 'name'],
  ['State', 'state'],
  ['Trials', 'trials', true],
  ['Found', 'reliability', true],
  ['Readout'],
  ['Observer', 'observer'],
  ['Created', 'newest', true],
];

interface Props {
  studies: StudyRow[];
  order: string;
  onOrder: (order: string) => void;
  selected: ReadonlySet<string>;
  onToggle: (id: string) => void;
  /** Selects all studies shown, or none. */
  onAll: (all: boolean) => void;
}

export function StudyTable({ studies, order, onOrder, selected, onToggle, onAll }: Props) {
  return (
    <div class="card list-table study-table">
      <table>
        <caption class="unseen">Studies</caption>
        <thead>
          <tr>
            <th scope="col">
              <input
                type="checkbox"
                aria-label="Select all studies shown"
                data-testid="select-all"
                checked={studies.every(({ id }) => selected.has(id))}
                onChange={(event) => onAll(event.currentTarget.checked)}
              />
            </th>
            {COLUMNS.map(([title, by, descends]) => (
              <th
                key={title}
                scope="col"
                aria-sort={by !== order ? undefined : descends ? 'descending' : 'ascending'}
              >
                {by === undefined ? (
                  title
                ) : (
                  <button type="button" onClick={() => onOrder(by)}>
                    {title}
                    <span aria-hidden="true" class="arrow">
                      {by === order ? (descends ? '↓' : '↑') : ''}
                    </span>
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {studies.map((study) => (
            <Row
              key={study.id}
              study={study}
              selected={selected.has(study.id)}
              onToggle={() => onToggle(study.id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ study, selected, onToggle }: { study: StudyRow; selected: boolean; onToggle: () => void }) {
  const remaining = remainingText(study);
  return (
    <tr data-testid="study-row" data-study={study.id} data-state={study.state}>
      <td class="tick">
        <input
          type="checkbox"
          checked={selected}
          aria-label={`Select ${study.name || study.id}`}
          onChange={onToggle}
        />
      </td>
      <th scope="row" class="name">
        <a href={studyHash(study.id)}>{study.name || study.id}</a> {study.tags && <Tags tags={study.tags} />}
      </th>
      <td class="state" title={waitingText(study) ?? undefined}>
        <StateBadge state={study.state} position={study.queuePosition} />
      </td>
      <td class="trials number">
        <span title={whole(study.trials)}>
          {short(study.trials)}
          <span class="muted">{study.maxTrials ? ` of ${short(study.maxTrials)}` : ''}</span>
        </span>
        {remaining !== null && <span class="muted remaining">{remaining}</span>}
        {!hasEnded(study.state) && (
          <ProgressBar value={study.trials} max={study.maxTrials} label={`Trials of ${study.name}`} />
        )}
      </td>
      <td class="found" title={study.verdict ?? undefined}>
        {study.verdict?.match(/^.*?\.(?= |$)/)?.[0]}
      </td>
      <td data-label="readout">{study.readout}</td>
      <td data-label="observer">{study.observer.name}</td>
      <td class="muted created">{when(study.created)}</td>
    </tr>
  );
}
