import { expect, it } from 'vitest';
import { stimulusText } from './stimulus';

it.each([
  [{ kind: 'white-noise', law: 'uniform' }, 'white noise, uniform [0, 1]'],
  [{ kind: 'white-noise', law: 'gaussian', mean: 0.4, sd: 0.1 }, 'white noise, Gaussian(0.4, 0.1)'],
  [{ law: 'bernoulli', p: 0.2, antithetic: false }, 'white noise, Bernoulli(0.2)'],
  [{ law: 'uniform', antithetic: true }, 'white noise, uniform [0, 1], antithetic'],
  [{ kind: 'balanced-noise', sd: 0.25 }, 'balanced noise, Gaussian of sd 0.25'],
  [
    { kind: 'signal-in-noise', data: 'mnist', part: 'test', classes: ['1', '7'], gamma: 0.3, law: 'uniform' },
    'mnist test images of 1, 7 in white noise, γ 0.3, uniform [0, 1]',
  ],
  [
    { kind: 'signal-in-noise', data: 'mnist', gamma: [0.1, 0.2], law: 'gaussian', mean: 0.5, sd: 0.1 },
    'mnist test images in white noise, γ 0.1, 0.2, Gaussian(0.5, 0.1)',
  ],
  [
    { kind: 'signal-in-noise', data: 'cifar-10', part: 'train', gamma: { from: 0, to: 0.5 } },
    'cifar-10 train images in white noise, γ from 0 to 0.5, uniform [0, 1]',
  ],
  [{ kind: 'images', data: 'mnist', part: 'test' }, 'mnist test images'],
  [
    { kind: 'images', data: 'mnist', part: 'test', 'noise-sd': 0.1 },
    'mnist test images, with Gaussian noise of sd 0.1',
  ],
  [
    { kind: 'bubbles', data: 'mnist', part: 'test', number: 10, width: 2, background: 0 },
    'bubbles on mnist test images, 10 apertures of sd 2 pixels',
  ],
  [
    { kind: 'bubbles', law: 'bernoulli', p: 0.5, number: 5, width: [1, 3], background: 0.5 },
    'bubbles on white noise, Bernoulli(0.5), 5 apertures of sd 1, 3 pixels, background 0.5',
  ],
  [
    { kind: 'gabor-pca', basis: 'gabor-mnist', conventions: 'default', space: 'pixel' },
    'Gabor-PCA gabor-mnist',
  ],
  [
    { kind: 'gabor-pca', basis: 'gabor-mnist', conventions: 'paper', space: 'latent' },
    'Gabor-PCA gabor-mnist, without the mean, maps of the scores',
  ],
  [{ kind: 'generator', decoder: 'mnist-vae', scale: 'none', space: 'pixel' }, 'generator mnist-vae'],
  [
    {
      kind: 'generator',
      'decoder-file': 'g.pt',
      latent: { values: 64, law: 'uniform', low: -1, high: 1 },
      scale: 'min-max',
      space: 'latent',
    },
    'generator g.pt, 64 numbers, uniform [-1, 1], min-max scaled, maps of the numbers',
  ],
  [
    { kind: 'generator', 'decoder-file': 'g.pt', latent: { values: 8, law: 'normal', sd: 2 } },
    'generator g.pt, 8 numbers, Gaussian(0, 2)',
  ],
  [{ kind: 'a-new-kind', law: 'uniform' }, 'a-new-kind'],
  [undefined, '–'],
])('%j is described', (stimulus, words) => {
  expect(stimulusText(stimulus)).toBe(words);
});
