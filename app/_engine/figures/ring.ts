import { QUEUE_MARKS } from "./thread-groups";

/*
 * The partitions as a ring, in the order in which ids are dealt out to them, clockwise from the top.
 * What waits in one grows outwards, mark by mark; what it writes grows inwards.
 *
 *        ┌──────── labels ────────┐      radii, in units of a picture of 400 by 400 about its middle:
 *        │   ▒▒▒▒ marks ▒▒▒▒      │        labels 185 · marks 90 to 162 · rates 84 down to 58
 *        │   ──── rates ────      │
 *        │        middle          │
 */
export const RING_SIZE = 400;
const LABEL_RADIUS = 185;
const MARKS_RADIUS = 90;
const MARK_STEP = 7.4;
const MARK_THICKNESS = 5.4;
const RATE_RADIUS = 84;
const RATE_LENGTH = 26;
/** Between two neighbours; of many partitions each gives a fifth of its place for it. */
const GAP_DEGREES = 3;
/** More labels than this touch each other; then every second one, third one … is written. */
const LABELS_MAX = 36;

export interface RingPlace {
  /** Where its label stands, in per cent of the picture. */
  readonly leftPercent: number;
  readonly topPercent: number;
  readonly isLabelled: boolean;
  /** Paths in the picture's units. One mark for each step of a queue, the innermost first. */
  readonly marks: readonly string[];
  /** All the marks' ground, to be pointed at and outlined. */
  readonly outline: string;
  /** What it writes, as a share of the busiest; of 0 nothing is drawn. */
  readonly rate: (share: number) => string;
}

/** The place of each of so many partitions. */
export function ringPlaces(count: number): readonly RingPlace[] {
  const step = 360 / count;
  // A ring of one has no neighbour, and a gap all the same: an arc cannot end where it begins.
  const gap = Math.min(GAP_DEGREES, step / 5);
  const labelEvery = Math.ceil(count / LABELS_MAX);
  return Array.from({ length: count }, (_, index) => {
    const [from, to] = [index * step + gap / 2, (index + 1) * step - gap / 2];
    const [x, y] = at(LABEL_RADIUS, (from + to) / 2);
    return {
      leftPercent: percentOf(x),
      topPercent: percentOf(y),
      isLabelled: index % labelEvery === 0,
      marks: Array.from({ length: QUEUE_MARKS }, (_, mark) => {
        const inner = MARKS_RADIUS + mark * MARK_STEP;
        return sector(inner, inner + MARK_THICKNESS, from, to);
      }),
      outline: sector(MARKS_RADIUS, MARKS_RADIUS + QUEUE_MARKS * MARK_STEP - (MARK_STEP - MARK_THICKNESS), from, to),
      rate: (share) =>
        share <= 0 ? "" : sector(RATE_RADIUS - RATE_LENGTH * Math.min(1, share), RATE_RADIUS, from, to),
    };
  });
}

const percentOf = (coordinate: number): number => 50 + (coordinate / RING_SIZE) * 100;

/** A point by radius and degrees, clockwise from the top, about the middle. */
function at(radius: number, degrees: number): readonly [number, number] {
  const angle = (degrees / 180) * Math.PI;
  return [radius * Math.sin(angle), -radius * Math.cos(angle)];
}

/** The part of a ring between two radii and two angles. */
function sector(inner: number, outer: number, from: number, to: number): string {
  const isLarge = to - from > 180 ? 1 : 0;
  const [start, end, back, home] = [at(outer, from), at(outer, to), at(inner, to), at(inner, from)].map(written);
  return `M${start}A${outer} ${outer} 0 ${isLarge} 1 ${end}L${back}A${inner} ${inner} 0 ${isLarge} 0 ${home}Z`;
}

const written = ([x, y]: readonly [number, number]): string => `${x.toFixed(2)} ${y.toFixed(2)}`;
