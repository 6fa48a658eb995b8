/** SVG elements in a rectangle, in CSS pixels. */
export interface Drawing {
  width: number;
  height: number;
  elements: string;
}

const FONT = 'system-ui, sans-serif';
const INK = '#18212e';

/** Returns a drawing as an SVG file with a white background. */
export function svgOf({ width, height, elements }: Drawing): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="${FONT}" font-size="12" fill="${INK}"><rect width="100%" height="100%" fill="#ffffff"/>${elements}</svg>`
  );
}

/** Returns a text element. */
export function text(
  x: number,
  y: number,
  words: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

/** Pixels of PNG files per pixel of their drawing; fewer for very large drawings. */
const PNG_SCALE = 2;

/** Maximum width and height of a canvas in all browsers, in pixels. */
const MAX_SIDE = 16_384;

/** Returns an SVG file as PNG. */
export async function pngOf(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    const { naturalWidth: width, naturalHeight: height } = image;
    const scale = Math.min(PNG_SCALE, MAX_SIDE / Math.max(width, height));
    canvas.width = Math.round(scale * width);
    canvas.height = Math.round(scale * height);
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The image is too large for PNG')))),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
