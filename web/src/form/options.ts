import type { Kind, Law } from './draft';

export const kinds: { value: Kind; label: string; hint: string }[] = [
  { value: 'white-noise', label: 'White noise', hint: 'independent pixels' },
  { value: 'signal-in-noise', label: 'Signal in noise', hint: 'images of classes, and noise' },
  { value: 'images', label: 'Images', hint: 'of a data set' },
  { value: 'bubbles', label: 'Bubbles', hint: 'images through apertures' },
  { value: 'gabor-pca', label: 'Gabor-PCA', hint: 'components of images' },
  { value: 'generator', label: 'Generator', hint: 'what a decoder makes' },
];

export const laws: { value: Law; label: string; hint: string }[] = [
  { value: 'uniform', label: 'Uniform', hint: 'any value from 0 to 1' },
  { value: 'gaussian', label: 'Gaussian', hint: 'mean and deviation' },
  { value: 'bernoulli', label: 'Bernoulli', hint: '1 with probability p, else 0' },
];

export const readouts: { value: string; label: string; hint: string }[] = [
  { value: 'label', label: 'Label', hint: 'the class it chooses' },
  { value: 'probability', label: 'Probability', hint: 'of each class' },
  { value: 'logit', label: 'Logit', hint: 'before the softmax' },
  { value: 'activation', label: 'Activation', hint: 'of the units of a layer' },
];

export const estimators: { value: string; label: string; hint: string }[] = [
  { value: 'average', label: 'Average', hint: 'of stimuli, by the answers; any network' },
  {
    value: 'gradient',
    label: 'Gradient',
    hint: 'of the answers; fewest stimuli; black boxes under Bernoulli noise alone',
  },
  { value: 'combined', label: 'Combined', hint: 'both, weighted by their errors; for many channels' },
];

export const conventions: { value: string; label: string; hint: string }[] = [
  { value: 'default', label: 'Default', hint: 'maps centred on the mean of all trials' },
  { value: 'paper', label: 'Paper', hint: 'plain averages, not centred' },
  { value: 'authors', label: 'Authors', hint: 'root of the mean square, as the paper’s code has it' },
];
