import { expect, it } from 'vitest';
import type { AnalysisResult } from '../api/types';
import { clipped } from './clipped';

it('correlations and limits are clipped, other numbers are not', () => {
  const result = {
    figures: [
      { kind: 'table', name: 'summary', columns: ['lower'], rows: [[1.5]] },
      {
        kind: 'table',
        name: 'correlations',
        columns: ['class', 'correlation', 'lower', 'upper', 'p'],
        rows: [
          ['a', 1.02, 0.9, 1.3, 7],
          ['b', -0.4, -1.2, null, 0.5],
        ],
      },
    ],
  } as unknown as AnalysisResult;
  expect(clipped(result).figures).toMatchObject([
    { rows: [[1.5]] },
    {
      rows: [
        ['a', 1, 0.9, 1, 7],
        ['b', -0.4, -1, null, 0.5],
      ],
    },
  ]);
});
