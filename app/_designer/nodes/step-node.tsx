"use client";

import { StateGlyph } from "@/app/_ui/state-glyph";
import type { NodeData } from "../canvas/flow-types";
import { inputPortY } from "../document/geometry";
import { Badges, JoinBadge } from "./badges";
import { glyphStateOf } from "./glyph-state";
import { NodeIcon } from "./icon";
import classes from "./node.module.css";
import { Ports } from "./ports";

/** Work, decision and wait: 200 × 56, told apart by the shape of the tile. */
export function StepNode({ data, selected }: { readonly data: NodeData; readonly selected: boolean }) {
  const { face, node, size, view } = data;
  const state = view === undefined ? undefined : glyphStateOf(view);
  const subtitle = view?.subtitle || face.subtitle;
  const ports = node.type === "if" ? 2 : 1;
  return (
    <div
      className={classes.node}
      data-block
      data-selected={selected}
      data-dc-state={state}
      title={`${face.title}\n${subtitle}`}
    >
      <span className={classes.tile} data-kind={face.kind}>
        <NodeIcon name={face.icon} />
      </span>
      <span className={classes.text} data-ports={ports}>
        <span className={classes.title}>{face.title}</span>
        <span className={classes.subtitle} data-detail="full">
          {subtitle}
        </span>
      </span>
      {state !== undefined && (state !== "idle" || ports === 1) && (
        <span className={ports > 1 ? classes.corner : classes.right} data-detail="glyph">
          <StateGlyph state={state} size={22} decorative />
        </span>
      )}
      <Badges data={data} />
      <JoinBadge data={data} top={inputPortY(node.type, size)} />
      <Ports data={data} />
    </div>
  );
}
