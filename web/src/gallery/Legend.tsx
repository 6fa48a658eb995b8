import { defined, value } from '../format/number';
import { DIVERGING, STEPS } from '../palette/diverging';
import './legend.css';

interface Props {
  centre: number;
  limit: number | null;
  colour: boolean;
}

/** The palette from -limit over the centre to +limit. */
export function Legend({ centre, limit, colour }: Props) {
  const known = defined(limit) && limit > 0;
  return (
    <div class="legend" data-testid="legend">
      {colour ? (
        <div class="bars">
          {rgb.map((gradient) => (
            <div key={gradient} class="bar" style={{ background: gradient }} />
          ))}
        </div>
      ) : (
        <div class="bar" style={{ background: diverging }} />
      )}
      <div class="ticks number">
        <span>{known ? value(centre - limit) : '−'}</span>
        <span>{value(centre)}</span>
        <span>{known ? (centre === 0 ? '+' : '') + value(centre + limit) : '+'}</span>
      </div>
    </div>
  );
}

const rgb = [
  'linear-gradient(to right, rgb(1 128 128), rgb(128 128 128), rgb(255 128 128))',
  'linear-gradient(to right, rgb(128 1 128), rgb(128 128 128), rgb(128 255 128))',
  'linear-gradient(to right, rgb(128 128 1), rgb(128 128 128), rgb(128 128 255))',
];

const diverging = `linear-gradient(to right, ${Array.from({ length: 35 }, (_, i) => {
  const at = 3 * Math.round((i * 2 * STEPS) / 34);
  return `rgb(${DIVERGING[at]} ${DIVERGING[at + 1]} ${DIVERGING[at + 2]})`;
}).join(', ')})`;
