export interface DominantColor {
  /** `#rrggbb` */
  readonly hex: string;
  /** Of the pixels that can be seen, from 0 to 1, to four places. */
  readonly share: number;
}

/** Pixels more transparent than this do not count: nobody sees their colour. */
const ALPHA_MIN = 32;

/**
 * The most frequent colours of RGBA pixels. Each channel is cut into eight ranges; a colour is the
 * mean of the pixels in one of the 512 cells. Of two equally frequent cells the darker-keyed one is
 * first, so that nothing depends on the order of the pixels.
 */
export function dominantColors(rgba: Uint8Array, count: number): readonly DominantColor[] {
  const cells = new Map<number, { pixels: number; red: number; green: number; blue: number }>();
  let visible = 0;
  for (let at = 0; at + 3 < rgba.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(at, at + 4);
    if (alpha < ALPHA_MIN) continue;
    visible++;
    const key = ((red >> 5) << 6) | ((green >> 5) << 3) | (blue >> 5);
    const cell = cells.get(key) ?? { pixels: 0, red: 0, green: 0, blue: 0 };
    cell.pixels++;
    cell.red += red;
    cell.green += green;
    cell.blue += blue;
    cells.set(key, cell);
  }
  return [...cells]
    .sort(([keyA, a], [keyB, b]) => b.pixels - a.pixels || keyA - keyB)
    .slice(0, count)
    .map(([, { pixels, red, green, blue }]) => ({
      hex: `#${[red, green, blue].map((sum) => byteHex(sum / pixels)).join("")}`,
      share: Math.round((pixels / visible) * 10_000) / 10_000,
    }));
}

function byteHex(value: number): string {
  return Math.round(value).toString(16).padStart(2, "0");
}
