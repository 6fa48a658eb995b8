import { describe, expect, it } from 'vitest';
import { DIVERGING, STEPS, steps } from './palette';
import { paint, shapeOf } from './paint';

const pixels = (count: number) => new Uint8ClampedArray(4 * count);

function diverging(value: number, limit: number): number[] {
  const at = 3 * (STEPS + steps(value, limit));
  return [...DIVERGING.subarray(at, at + 3)];
}

describe('a map with one plane', () => {
  const shape = { planes: 1, height: 1, width: 4 };

  it('is coloured from -limit to +limit', () => {
    const into = pixels(4);
    paint({ values: new Float32Array([-2, 0, 2, 1]), shape, centre: 0, limit: 2 }, into);
    expect([...into]).toEqual([-2, 0, 2, 1].flatMap((value) => [...diverging(value, 2), 255]));
  });

  it('is transparent where it has no value', () => {
    const into = pixels(4).fill(255);
    paint({ values: new Float32Array([NaN, 0, NaN, 0]), shape, centre: 0, limit: 1 }, into);
    expect([into[3], into[7], into[11], into[15]]).toEqual([0, 255, 0, 255]);
  });

  it('has the colour of zero at its centre', () => {
    const into = pixels(4);
    paint({ values: new Float32Array([0.5, 0.4, 0.6, 0.5]), shape, centre: 0.5, limit: 0.1 }, into);
    expect([...into.subarray(0, 3)]).toEqual(diverging(0, 1));
    expect([...into.subarray(4, 7)]).toEqual(diverging(-1, 1));
  });
});

describe('a map with three planes', () => {
  const shape = { planes: 3, height: 1, width: 2 };
  const image = { values: new Float32Array([-1, 0, 0, 1, 1, 0.5]), shape, centre: 0, limit: 1 };

  it('is red, green and blue around grey', () => {
    const into = pixels(2);
    paint(image, into);
    expect([...into]).toEqual([1, 128, 255, 255, 128, 255, 192, 255]);
  });
});

it('a shape has three extents, padded with ones', () => {
  expect(shapeOf([3, 32, 30])).toEqual({ planes: 3, height: 32, width: 30 });
  expect(shapeOf([5, 4])).toEqual({ planes: 1, height: 5, width: 4 });
  expect(shapeOf(null)).toEqual({ planes: 1, height: 1, width: 1 });
});

it('errors are painted from zero up, in one plane and in three', () => {
  const one = pixels(2);
  const plane = { planes: 1, height: 1, width: 2 };
  paint({ values: new Float32Array([0, 4]), shape: plane, centre: 0, limit: 4, oneSided: true }, one);
  expect([...one]).toEqual([247, 247, 245, 255, 10, 56, 52, 255]);
  const three = pixels(1);
  const pixel = { planes: 3, height: 1, width: 1 };
  paint({ values: new Float32Array([0, 2, 4]), shape: pixel, centre: 0, limit: 4, oneSided: true }, three);
  expect([...three]).toEqual([0, 128, 255, 255]);
});
