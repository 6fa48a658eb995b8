import { expect, it } from 'vitest';
import { hocon } from './hocon';

it('a study becomes a study file', () => {
  const study = {
    name: 'digits, "white" noise',
    seed: 42,
    observer: { model: 'mnist-cnn' },
    stimulus: { kind: 'white-noise', law: 'gaussian', mean: 0.5, sd: 0.2887 },
    stop: { 'max-trials': 1000000, reliability: 0.95 },
  };
  expect(hocon({ study })).toBe(`study {
  name = "digits, \\"white\\" noise"
  seed = 42
  observer { model = mnist-cnn }
  stimulus { kind = white-noise, law = gaussian, mean = 0.5, sd = 0.2887 }
  stop { max-trials = 1000000, reliability = 0.95 }
}
`);
});

it('texts that HOCON would read as something else are quoted', () => {
  expect(hocon({ a: 'true', b: 'null', c: '1', d: 'nets/my.pt', e: '${x}', f: '' })).toBe(
    'a = "true"\nb = "null"\nc = "1"\nd = "nets/my.pt"\ne = "${x}"\nf = ""\n',
  );
});

it('lists and unusual keys are written', () => {
  expect(hocon({ observer: { input: [1, 28, 28], classes: ['a', 'B 1'] }, 'a.b': null, empty: {} })).toBe(
    'observer { input = [1, 28, 28], classes = [a, "B 1"] }\n"a.b" = null\nempty {}\n',
  );
});

it('a 64-bit seed is written unquoted', () => {
  expect(hocon({ seed: 9223372036854775807n, list: [-9007199254740993n] })).toBe(
    'seed = 9223372036854775807\nlist = [-9007199254740993]\n',
  );
});
