import { expect, it } from 'vitest';
import { stimulusText } from './stimulus';

it.each([
  [
    { kind: 'white-noise', law: 'gaussian', mean: 0.4, sd: 0.1 },
    'white-noise, law gaussian, mean 0.4, sd 0.1',
  ],
  [{ law: 'uniform', kind: 'white-noise', antithetic: true }, 'white-noise, law uniform, antithetic true'],
  [
    { kind: 'signal-in-noise', classes: ['1', '7'], gamma: { from: 0, to: 0.5 } },
    'signal-in-noise, classes [1, 7], gamma (from 0, to 0.5)',
  ],
  [{ law: 'uniform' }, 'law uniform'],
  [undefined, '–'],
])('%j is described', (stimulus, words) => {
  expect(stimulusText(stimulus)).toBe(words);
});
