import { StateGlyph } from "@/app/_ui/state-glyph";
import { legendOf } from "./projection/legend";
import type { NodeView } from "./projection/node-views";
import classes from "./run-screen.module.css";

/** How many nodes are in each state: the whole picture in one line. */
export function CanvasLegend({ views }: { readonly views: Readonly<Record<string, NodeView>> }) {
  return (
    <ul className={classes.legend} aria-label="Nodes by state">
      {legendOf(views).map(({ state, count }) => (
        <li key={state}>
          <StateGlyph state={state === "not-reached" ? "idle" : state} size={16} />
          {count}
          {state === "not-reached" && " not reached"}
        </li>
      ))}
    </ul>
  );
}
