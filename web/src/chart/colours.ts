/** Line colours with a contrast of at least 3:1 on light and dark backgrounds; dashes distinguish repeated colours. */
const hues = [
  '#3f83dc',
  '#d06a10',
  '#27966b',
  '#c8508f',
  '#8c70d6',
  '#a37a00',
  '#1d94aa',
  '#d6504c',
  '#73852c',
  '#7c8798',
];

const dashes: number[][] = [[], [6, 4], [2, 3]];

export function lineStyle(index: number): { stroke: string; dash: number[] } {
  return {
    stroke: hues[index % hues.length]!,
    dash: dashes[Math.floor(index / hues.length) % dashes.length]!,
  };
}
