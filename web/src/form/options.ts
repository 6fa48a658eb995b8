import type { Kind, Law } from './draft';

export const kinds: { value: Kind; label: string; hint: string }[] = [
  { value: 'white-noise', label: 'White noise', hint: 'independent pixels' },
  { value: 'signal-in-noise', label: 'Signal in noise', hint: 'images plus noise' },
  { value: 'images', label: 'Images', hint: 'images of a data set' },
  { value: 'bubbles', label: 'Bubbles', hint: 'images through apertures' },
  { value: 'gabor-pca', label: 'Gabor-PCA', hint: 'components of images' },
  { value: 'generator', label: 'Generator', hint: 'outputs of a decoder' },
];

export const laws: { value: Law; label: string; hint: string }[] = [
  { value: 'uniform', label: 'Uniform', hint: 'any value from 0 to 1' },
  { value: 'gaussian', label: 'Gaussian', hint: 'mean and standard deviation' },
  { value: 'bernoulli', label: 'Bernoulli', hint: '1 with probability p, else 0' },
];

export const readouts: { value: string; label: string; hint: string }[] = [
  { value: 'label', label: 'Label', hint: 'predicted class' },
  { value: 'probability', label: 'Probability', hint: 'of each class' },
  { value: 'logit', label: 'Logit', hint: 'before the softmax' },
  { value: 'activation', label: 'Activation', hint: 'of the units of a layer' },
];

export const estimators: { value: string; label: string; hint: string }[] = [
  { value: 'average', label: 'Average', hint: 'of stimuli, weighted by responses; any network' },
  {
    value: 'gradient',
    label: 'Gradient',
    hint: 'of responses; fewest stimuli; without network gradients only under Bernoulli noise',
  },
  { value: 'combined', label: 'Combined', hint: 'both, weighted by their errors; for many channels' },
];

export const conventions: { value: string; label: string; hint: string }[] = [
  { value: 'default', label: 'Default', hint: 'maps centred on the mean of all trials' },
  { value: 'paper', label: 'Paper', hint: 'plain averages, not centred' },
  { value: 'authors', label: 'Authors', hint: 'root mean square, as in the code of the paper' },
];
