"use client";

import { StateGlyph } from "@/app/_ui/state-glyph";
import type { NodeData } from "../canvas/flow-types";
import { isDisabled } from "../document/node-settings";
import { Badges, JoinBadge } from "./badges";
import { glyphStateOf } from "./glyph-state";
import { NodeIcon } from "./icon";
import classes from "./node.module.css";
import { Ports } from "./ports";

/** Start and return: a 40 px circle, the name below. */
export function TerminalNode({ data, selected }: { readonly data: NodeData; readonly selected: boolean }) {
  const { face, view } = data;
  const state = view === undefined ? undefined : glyphStateOf(view);
  return (
    <div
      className={classes.terminal}
      data-block
      data-selected={selected}
      data-dc-state={state}
      data-off={isDisabled(data.node)}
      title={`${face.title}\n${view?.subtitle || face.subtitle}`}
    >
      <span className={classes.tile} data-kind="terminal">
        <NodeIcon name={face.icon} size={16} />
      </span>
      {state !== undefined && state !== "idle" && (
        <span className={classes.terminalGlyph} data-detail="glyph">
          <StateGlyph state={state} size={18} decorative />
        </span>
      )}
      <span className={classes.terminalName}>{face.title}</span>
      <Badges data={data} />
      <JoinBadge data={data} top={20} />
      <Ports data={data} />
    </div>
  );
}
