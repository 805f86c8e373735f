"use client";

import { StateGlyph } from "@/app/_ui/state-glyph";
import type { NodeData } from "../canvas/flow-types";
import { inputPortY, outputPortPlaces } from "../document/geometry";
import { isDisabled } from "../document/node-settings";
import { Badges, JoinBadge } from "./badges";
import { glyphStateOf } from "./glyph-state";
import { NodeIcon } from "./icon";
import classes from "./node.module.css";
import { Ports } from "./ports";

/** Work, decision and wait: told apart by the shape of the tile. */
export function StepNode({ data, selected }: { readonly data: NodeData; readonly selected: boolean }) {
  const { face, node, size, view } = data;
  const state = view === undefined ? undefined : glyphStateOf(view);
  const isOff = isDisabled(node);
  const subtitle = view?.subtitle || (isOff ? "switched off" : face.subtitle);
  const ports = outputPortPlaces(node, size).length;
  return (
    <div
      className={classes.node}
      data-block
      data-selected={selected}
      data-dc-state={state}
      data-off={isOff}
      data-caught={view?.isCaught}
      title={`${face.title}\n${subtitle}`}
    >
      <span className={classes.tile} data-kind={face.kind}>
        <NodeIcon name={face.icon} />
      </span>
      <span className={classes.text} data-ports={ports > 1 && node.type !== "if" ? "many" : ports}>
        <span className={classes.title}>{face.title}</span>
        <span className={classes.subtitle} data-detail="full">
          {subtitle}
        </span>
      </span>
      {state !== undefined && (state !== "idle" || ports <= 1) && (
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
