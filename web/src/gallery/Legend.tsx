import { defined, value } from '../format/number';
import { DIVERGING, ONE_SIDED } from '../palette/palette';
import './legend.css';

interface Props {
  centre: number;
  limit: number | null;
  /** Whether three planes are shown as one image. */
  colour: boolean;
  /** Whether the scale runs from 0 to the limit. */
  oneSided?: boolean;
}

/** The colour scale from -limit to +limit around the centre; three bars for maps in colour. */
export function Legend({ centre, limit, colour, oneSided = false }: Props) {
  const known = defined(limit) && limit > 0;
  return (
    <div class="legend" data-testid="legend">
      {colour ? (
        <div class="bars">
          {(oneSided ? fromBlack : aboutGrey).map((gradient) => (
            <div key={gradient} class="bar" style={{ background: gradient }} />
          ))}
        </div>
      ) : (
        <div class="bar" style={{ background: oneSided ? upwards : diverging }} />
      )}
      <div class="ticks number">
        {!oneSided && <span>{known ? value(centre - limit) : '−'}</span>}
        <span>{value(centre)}</span>
        <span>{known ? (centre === 0 && !oneSided ? '+' : '') + value(centre + limit) : '+'}</span>
      </div>
    </div>
  );
}

const aboutGrey = [
  'linear-gradient(to right, rgb(1 128 128), rgb(128 128 128), rgb(255 128 128))',
  'linear-gradient(to right, rgb(128 1 128), rgb(128 128 128), rgb(128 255 128))',
  'linear-gradient(to right, rgb(128 128 1), rgb(128 128 128), rgb(128 128 255))',
];
const fromBlack = [
  'linear-gradient(to right, rgb(0 0 0), rgb(255 0 0))',
  'linear-gradient(to right, rgb(0 0 0), rgb(0 255 0))',
  'linear-gradient(to right, rgb(0 0 0), rgb(0 0 255))',
];

const diverging = gradient(DIVERGING);
const upwards = gradient(ONE_SIDED);

function gradient(palette: Uint8Array): string {
  const last = palette.length / 3 - 1;
  const colours = Array.from({ length: 35 }, (_, i) => {
    const at = 3 * Math.round((i * last) / 34);
    return `rgb(${palette[at]} ${palette[at + 1]} ${palette[at + 2]})`;
  });
  return `linear-gradient(to right, ${colours.join(', ')})`;
}
