import { studyPath } from '../api/client';
import type { Study } from '../api/types';
import { fileName } from '../format/file-name';
import { planText } from '../format/plan';
import { hocon } from '../format/hocon';
import { hasEnded } from '../format/words';
import { CopyButton } from '../ui/CopyButton';
import './study-file.css';

/** The study file and the command that reproduce the study. */
export function StudyFile({ study }: { study: Study }) {
  const name = fileName(study.name || study.id);
  const text = hocon({ study: (study.studyFile ?? study.specification).study });
  const command = `revcor run ${name}.conf --out ${name}`;
  return (
    <section class="card study-file" aria-labelledby="file-title">
      <h2 id="file-title">Reproduce this study</h2>
      <div class="sheet">
        <div class="sheet-head">
          <span class="muted">{name}.conf</span>
          <CopyButton text={text} what="study file" testId="copy-file" />
        </div>
        <pre data-testid="study-file" tabIndex={0} aria-label="Study file">
          {text}
        </pre>
      </div>
      <div class="sheet">
        <div class="sheet-head">
          <span class="muted">Command</span>
          <CopyButton text={command} what="command" testId="copy-command" />
        </div>
        <pre data-testid="command" tabIndex={0} aria-label="Command">
          {command}
        </pre>
        <p class="muted">
          The same study, seed and plan give identical maps. Id on this server: <code>{study.id}</code>
        </p>
        {hasEnded(study.state) && (
          <p>
            <a href={studyPath(study.id, '/report.html')} data-testid="report">
              Report for a paper’s supplement
            </a>
          </p>
        )}
        <p class="muted" data-testid="plan">
          Plan: {planText(study.plan)}
        </p>
      </div>
    </section>
  );
}
