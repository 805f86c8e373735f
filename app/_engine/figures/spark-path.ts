import { WINDOW_MS } from "./history";
import type { Point } from "./series";

/** A hole this long in the readings is shown as one: the view was paused, or the server away. */
const HOLE_MS = 2_500;

export interface SparkBox {
  readonly width: number;
  readonly height: number;
}

export interface SparkPath {
  /** SVG path data; empty when there is nothing to draw. */
  readonly line: string;
  /** The same, closed to the ground. */
  readonly area: string;
}

/**
 * A curve over the last minute up to `nowMs`, from 0 at the bottom to its greatest value near the top.
 * Points keep their distance in time, so that a quiet half minute looks like one.
 */
export function sparkPath(points: readonly Point[], nowMs: number, { width, height }: SparkBox): SparkPath {
  const top = Math.max(...points.map(({ value }) => value), 0);
  const xOf = (atMs: number) => rounded(width * (1 - (nowMs - atMs) / WINDOW_MS));
  const yOf = (value: number) => rounded(height - 1 - (top === 0 ? 0 : (value / top) * (height - 3)));
  const runs = unbroken(bySecond(points)).map((run) => run.map(({ atMs, value }) => [xOf(atMs), yOf(value)] as const));
  return {
    line: runs.map((run) => run.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("")).join(""),
    area: runs
      .map((run) => {
        const [first, last] = [run[0], run.at(-1)];
        if (first === undefined || last === undefined) return "";
        return `M${first[0]} ${height}${run.map(([x, y]) => `L${x} ${y}`).join("")}L${last[0]} ${height}Z`;
      })
      .join(""),
  };
}

/** One point for each second, the greatest: a pixel has no room for four, and no peak is lost. */
function bySecond(points: readonly Point[]): readonly Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    const isSameSecond = last !== undefined && secondOf(last) === secondOf(point);
    if (!isSameSecond) kept.push(point);
    else if (point.value > last.value) kept[kept.length - 1] = point;
  }
  return kept;
}

const secondOf = ({ atMs }: Point): number => Math.floor(atMs / 1_000);

/** The points in pieces that have no hole; a single point is drawn as a short dash so that it can be seen. */
function unbroken(points: readonly Point[]): readonly (readonly Point[])[] {
  const runs: Point[][] = [];
  for (const point of points) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run === undefined || last === undefined || point.atMs - last.atMs > HOLE_MS) runs.push([point]);
    else run.push(point);
  }
  return runs.map((run) => {
    const [only] = run;
    return run.length === 1 && only !== undefined ? [{ ...only, atMs: only.atMs - DASH_MS }, only] : run;
  });
}

const DASH_MS = 500;

const rounded = (pixels: number): number => Math.round(pixels * 10) / 10;
