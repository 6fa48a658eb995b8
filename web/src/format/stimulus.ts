/** Describes the `stimulus` of a specification; docs/study-file.md lists the keys of each kind. */
export function stimulusText(stimulus: unknown): string {
  if (typeof stimulus !== 'object' || stimulus === null) return '–';
  const keys = stimulus as Keys;
  return [...described(keys), ...(keys.antithetic === true ? ['antithetic'] : [])].join(', ');
}

type Keys = Record<string, unknown>;

function described(keys: Keys): string[] {
  switch (keys.kind ?? 'white-noise') {
    case 'white-noise':
      return ['white noise', law(keys)];
    case 'balanced-noise':
      return ['balanced noise', `Gaussian of sd ${keys.sd ?? SD}`];
    case 'signal-in-noise':
      return [`${images(keys)} in white noise`, `γ ${gamma(keys.gamma)}`, law(keys)];
    case 'images':
      return [
        images(keys),
        ...(keys['noise-sd'] === undefined ? [] : [`with Gaussian noise of sd ${keys['noise-sd']}`]),
      ];
    case 'bubbles':
      return [
        `bubbles on ${keys.data === undefined ? `white noise, ${law(keys)}` : images(keys)}`,
        `${keys.number ?? 10} apertures of sd ${values(keys.width ?? 2)} pixels`,
        ...(keys.background === undefined || keys.background === 0 ? [] : [`background ${keys.background}`]),
      ];
    case 'gabor-pca':
      return [
        `Gabor-PCA ${keys.basis}`,
        ...(keys.conventions === 'paper' ? ['without the mean'] : []),
        ...averaged(keys, 'scores'),
      ];
    case 'generator':
      return [
        `generator ${keys.decoder ?? keys['decoder-file']}`,
        ...(keys['decoder-file'] === undefined ? [] : [latent(keys.latent)]),
        ...(keys.scale === 'min-max' ? ['min-max scaled'] : []),
        ...averaged(keys, 'numbers'),
      ];
    default:
      return [String(keys.kind)];
  }
}

const SD = 0.2887;

/** Describes the law of white noise. */
function law({ law, mean, sd, p }: Keys): string {
  switch (law ?? 'uniform') {
    case 'uniform':
      return 'uniform [0, 1]';
    case 'gaussian':
      return `Gaussian(${mean ?? 0.5}, ${sd ?? SD})`;
    case 'bernoulli':
      return `Bernoulli(${p ?? 0.5})`;
    default:
      return String(law);
  }
}

function images({ data, part, classes }: Keys): string {
  const of = Array.isArray(classes) && classes.length > 0 ? ` of ${values(classes)}` : '';
  return `${data} ${part ?? 'test'} images${of}`;
}

function gamma(gamma: unknown): string {
  if (typeof gamma !== 'object' || gamma === null || Array.isArray(gamma)) return values(gamma);
  const { from, to } = gamma as Keys;
  return `from ${from ?? 0} to ${to ?? 1}`;
}

function latent(latent: unknown): string {
  const { values: count, law, sd, low, high } = (latent ?? {}) as Keys;
  return law === 'uniform'
    ? `${count} numbers, uniform [${low ?? -1}, ${high ?? 1}]`
    : `${count} numbers, Gaussian(0, ${sd ?? 1})`;
}

function averaged({ space }: Keys, what: string): string[] {
  return space === 'latent' ? [`maps of the ${what}`] : [];
}

function values(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}
