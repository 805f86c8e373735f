import type { ReactNode } from "react";
import { type GlyphState, stateWord } from "./state";
import classes from "./state-glyph.module.css";

interface StateGlyphProps {
  readonly state: GlyphState;
  /** Width and height in pixels. */
  readonly size?: number;
  /** The accessible name; the state's word unless told otherwise. */
  readonly label?: string;
  /** True beside text that already says the state: the glyph is then hidden from assistive technology. */
  readonly decorative?: boolean;
  readonly className?: string;
}

/** One run state as icon and shape; colour only repeats what they say. */
export function StateGlyph({ state, size = 18, label, decorative = false, className }: StateGlyphProps) {
  return (
    <svg
      role="img"
      aria-label={label ?? stateWord(state)}
      aria-hidden={decorative ? true : undefined}
      data-dc-state={state}
      className={className === undefined ? classes.glyph : `${classes.glyph} ${className}`}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      focusable="false"
    >
      {SHAPES[state]}
    </svg>
  );
}

const line = {
  fill: "none",
  stroke: "currentColor",
  strokeLinecap: "round",
  strokeLinejoin: "round",
} as const;
const onFill = { ...line, stroke: "var(--dc-on-state)", strokeWidth: 2.2 } as const;

const HOURGLASS =
  "M7 5.4h6M7 14.6h6M7.8 5.6c0 3.4 4.4 3 4.4 4.4s-4.4 1-4.4 4.4M12.2 5.6c0 3.4-4.4 3-4.4 4.4s4.4 1 4.4 4.4";
const HAND =
  "M7.6 10.6V7a.85.85 0 0 1 1.7 0v2.4M9.3 9.2V5.9a.85.85 0 0 1 1.7 0v3.3M11 9.3V6.7a.85.85 0 0 1 1.7 0v4.1c0 2.4-1.2 3.9-3.1 3.9-1.6 0-2.5-.9-3.6-3-.5-.9.7-1.7 1.3-.9l.6.8";

const SHAPES: Readonly<Record<GlyphState, ReactNode>> = {
  queued: (
    <>
      <circle cx="10" cy="10" r="8" {...line} strokeWidth={1.5} />
      <path d="M10 5.6V10l2.9 1.8" {...line} strokeWidth={1.7} />
    </>
  ),
  running: (
    <g className={classes.spin}>
      <circle cx="10" cy="10" r="7.8" {...line} strokeWidth={2.4} opacity={0.25} />
      <path d="M10 2.2a7.8 7.8 0 0 1 7.8 7.8" {...line} strokeWidth={2.6} className={classes.quarter} />
      <path d="M10 2.2a7.8 7.8 0 1 1-7.8 7.8" {...line} strokeWidth={2.6} className={classes.threeQuarters} />
      <circle cx="10" cy="10" r="2.6" fill="currentColor" />
    </g>
  ),
  timer: (
    <>
      <circle cx="10" cy="10" r="8.6" {...line} strokeLinecap="butt" strokeWidth={1.6} strokeDasharray="1.6 2.25" />
      <path d={HOURGLASS} {...line} strokeWidth={1.4} />
    </>
  ),
  event: (
    <>
      <circle cx="10" cy="10" r="8.9" {...line} strokeLinecap="butt" strokeWidth={1.5} strokeDasharray="1.6 2.25" />
      <path d={HAND} {...line} strokeWidth={1.35} />
    </>
  ),
  retrying: (
    <>
      <path d="M16.9 7.2A7.6 7.6 0 1 0 17.6 10" {...line} strokeWidth={2.2} />
      <path d="M17.6 2.9v4.6H13" {...line} strokeWidth={2.2} />
      <circle cx="10" cy="10" r="1.9" fill="currentColor" />
    </>
  ),
  completed: (
    <>
      <circle cx="10" cy="10" r="9" fill="currentColor" />
      <path d="M6 10.3l2.7 2.7L14 7.5" {...onFill} />
    </>
  ),
  failed: (
    <>
      <path d="M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z" fill="currentColor" />
      <path d="M7 7l6 6M13 7l-6 6" {...onFill} />
    </>
  ),
  cancelled: (
    <>
      <circle cx="10" cy="10" r="8" {...line} strokeWidth={2} />
      <path d="M4.6 15.4L15.4 4.6" {...line} strokeLinecap="butt" strokeWidth={2} />
    </>
  ),
  skipped: (
    <>
      <circle cx="10" cy="10" r="8.2" {...line} strokeLinecap="butt" strokeWidth={1.6} strokeDasharray="3.4 3" />
      <path d="M6 10h8M11.4 7.4L14 10l-2.6 2.6" {...line} strokeWidth={1.7} />
    </>
  ),
  replayed: (
    <>
      <circle cx="10" cy="10" r="8.4" {...line} strokeWidth={1.6} />
      <path d="M3.4 14.6L14.6 3.4M6.4 17.2L17.2 6.4M2.6 9.6l7-7" {...line} strokeWidth={0.8} opacity={0.55} />
      <path d="M10.2 6.2L6 10l4.2 3.8zM14.8 6.2L10.6 10l4.2 3.8z" fill="currentColor" />
    </>
  ),
  paused: (
    <>
      <circle cx="10" cy="10" r="8.4" {...line} strokeWidth={1.6} />
      <circle cx="10" cy="10" r="5" fill="currentColor" />
    </>
  ),
  idle: <circle cx="10" cy="10" r="7" {...line} strokeWidth={1.4} opacity={0.6} />,
};
