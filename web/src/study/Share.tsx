import { useState } from 'preact/hooks';
import { findPythonWheel, studyPath } from '../api/client';
import type { Plan, Study } from '../api/types';
import { useRequest } from '../api/useRequest';
import { fileName } from '../format/file-name';
import { hocon } from '../format/hocon';
import { whole } from '../format/number';
import { when } from '../format/time';
import { hasEnded, isInactive } from '../format/words';
import './share.css';

const CITATION = `Borji, A., and Lin, S. (2020). White noise analysis of neural networks.
  International Conference on Learning Representations.
Revcor contributors (2026). Revcor: reverse correlation on neural networks (version 0.3.0).`;

/** What others need to see, load, repeat and cite a study; closed at first. */
export function Share({ study }: { study: Study }) {
  const { id } = study;
  const name = fileName(study.name || id);
  const server = location.origin;
  const [isOpen, setOpen] = useState(false);
  const { data: wheel } = useRequest(async () => (isOpen ? findPythonWheel() : null), String(isOpen));
  return (
    <details class="card share" data-testid="share" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Share</summary>
      <p class="links">
        {hasEnded(study.state) && (
          <a href={studyPath(id, '/report.html')} download={`${name}.html`} data-testid="report">
            Report in one file
          </a>
        )}
        <a href={studyPath(id, '/maps.png')} download={`${name}-maps.png`} data-testid="image">
          Image of all maps
        </a>
        <a href={studyPath(id, '/maps-over-trials.gif')} download={`${name}-maps-over-trials.gif`}>
          Animation over trials
        </a>
        {isInactive(study.state) && (
          <a
            href={studyPath(id, '/export')}
            download={`${id}.zip`}
            data-testid="export"
            title="One zip archive that another server can resume"
          >
            Archive of all files
          </a>
        )}
      </p>
      <Text title="Load in Python" testId="python">
        {`# pip install ${server}/python/${wheel ?? ''}
import revcor

study = revcor.connect("${server}").open("${id}")
maps = study.maps  # float32, channels x C x H x W`}
      </Text>
      <Text title={`Repeat with ${name}.conf`} testId="study-file">
        {hocon({ study: (study.studyFile ?? study.specification).study })}
      </Text>
      <Text title="Command" testId="command">{`revcor run ${name}.conf --out ${name}`}</Text>
      <p class="muted" data-testid="plan">
        The same study, seed and plan give identical maps. Plan: {planText(study.plan)}
      </p>
      <p class="muted">
        Seed {String(study.seed)}, created {when(study.created)}
        {study.owner ? ` by ${study.owner}` : ''}, last checkpoint{' '}
        <span data-testid="checkpoint">
          {study.checkpoint ? `at trial ${whole(study.checkpoint.trials)}` : '–'}
        </span>
      </p>
      <Text title="Cite" testId="citation">
        {CITATION}
      </Text>
    </details>
  );
}

function planText({ platform, blockSize, batchSize }: Plan): string {
  const { device, instructions, engine } = platform;
  const blocks = `blocks of ${whole(blockSize)} in batches of ${whole(batchSize)}`;
  return [blocks, device, instructions, engine].join(', ');
}

function Text({ title, testId, children }: { title: string; testId: string; children: string }) {
  return (
    <>
      <h3>{title}</h3>
      <pre data-testid={testId} tabIndex={0} aria-label={title}>
        {children}
      </pre>
    </>
  );
}
