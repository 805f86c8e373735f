import classes from "./first-start.module.css";

interface Step {
  readonly x: number;
  readonly y: number;
  readonly state: "completed" | "failed" | "running" | "idle";
}

const STEPS: readonly Step[] = [
  { x: 18, y: 78, state: "completed" },
  { x: 86, y: 63, state: "completed" },
  { x: 86, y: 93, state: "completed" },
  { x: 154, y: 48, state: "completed" },
  { x: 154, y: 78, state: "completed" },
  { x: 154, y: 108, state: "failed" },
  { x: 222, y: 78, state: "running" },
  { x: 290, y: 78, state: "idle" },
];
/** Pairs of indexes into the steps. */
const WIRES: readonly (readonly [number, number])[] = [
  [0, 1],
  [0, 2],
  [1, 3],
  [2, 4],
  [2, 5],
  [3, 6],
  [4, 6],
  [5, 6],
  [6, 7],
];
const WIDTH = 36;
const HEIGHT = 16;

interface Bar {
  readonly left: number;
  readonly width: number;
  readonly state: Step["state"];
}

const LANES: readonly { readonly name: string; readonly bars: readonly Bar[] }[] = [
  { name: "resize", bars: [{ left: 2, width: 18, state: "completed" }] },
  { name: "tag", bars: [{ left: 8, width: 34, state: "completed" }] },
  {
    name: "upload",
    bars: [
      { left: 22, width: 14, state: "failed" },
      { left: 46, width: 16, state: "completed" },
    ],
  },
  { name: "publish", bars: [{ left: 64, width: 26, state: "running" }] },
];

/** A workflow in the middle of a run, and its timeline. A picture: it says nothing that the words beside it do not. */
export function FirstStartPicture() {
  return (
    <div className={classes.stage} aria-hidden="true">
      <svg viewBox="0 0 344 172" className={classes.canvas} aria-hidden="true">
        <rect x="75" y="8" width="126" height="156" rx="4" fill="var(--dc-surface-1)" opacity=".7" />
        <g fill="var(--dc-ink)">
          <rect x="75" y="8" width="3.5" height="156" />
          <rect x="80" y="8" width="1.2" height="156" />
          <rect x="197.5" y="8" width="3.5" height="156" />
          <rect x="194.8" y="8" width="1.2" height="156" />
        </g>
        <g fill="none" stroke="var(--dc-edge-color)" strokeWidth="1.4">
          {WIRES.map(([from, to]) => (
            <path key={`${from}-${to}`} d={wire(STEPS[from], STEPS[to])} />
          ))}
        </g>
        {STEPS.map((step) => (
          <g key={`${step.x}-${step.y}`} data-dc-state={step.state}>
            <rect
              x={step.x}
              y={step.y}
              width={WIDTH}
              height={HEIGHT}
              rx="4"
              fill="var(--sb)"
              stroke={step.state === "idle" ? "var(--dc-border-control)" : "var(--s)"}
              strokeWidth={step.state === "idle" ? 1 : 1.75}
            />
            <circle cx={step.x + 7} cy={step.y + HEIGHT / 2} r="2.4" fill="var(--s)" />
          </g>
        ))}
      </svg>
      <div className={classes.timeline}>
        {LANES.map((lane) => (
          <div key={lane.name} className={classes.lane}>
            <span>{lane.name}</span>
            {lane.bars.map((bar) => (
              <i key={bar.left} data-dc-state={bar.state} style={{ left: `${bar.left}%`, width: `${bar.width}%` }} />
            ))}
          </div>
        ))}
        <span className={classes.head}>
          <b>event 41 of 58</b>
        </span>
      </div>
    </div>
  );
}

function wire(from: Step | undefined, to: Step | undefined): string {
  if (from === undefined || to === undefined) return "";
  const [startX, startY] = [from.x + WIDTH, from.y + HEIGHT / 2];
  const [endX, endY] = [to.x, to.y + HEIGHT / 2];
  const middle = (startX + endX) / 2;
  return `M${startX} ${startY}C${middle} ${startY} ${middle} ${endY} ${endX} ${endY}`;
}
