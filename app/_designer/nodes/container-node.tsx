"use client";

import { RUN_STATES } from "@/app/_ui/state";
import { StateGlyph } from "@/app/_ui/state-glyph";
import type { NodeData } from "../canvas/flow-types";
import { inputPortY } from "../document/geometry";
import { Badges, JoinBadge } from "./badges";
import { ContainerResize } from "./container-resize";
import { glyphStateOf } from "./glyph-state";
import { NodeIcon } from "./icon";
import classes from "./node.module.css";
import { Ports } from "./ports";

/** A passage that is repeated: a frame with repeat bars, whose children lie in it. */
export function ContainerNode({ data, selected }: { readonly data: NodeData; readonly selected: boolean }) {
  const { face, node, size, view, mode } = data;
  const state = view === undefined ? undefined : glyphStateOf(view);
  const limit = node.type === "forEach" ? node.config.maxConcurrency : undefined;
  return (
    <div
      className={classes.container}
      data-selected={selected}
      data-dc-state={state}
      data-drop={data.isDropTarget}
      data-container={node.id}
    >
      {mode === "edit" && <ContainerResize nodeId={node.id} isVisible={selected} />}
      <header className={`${classes.head} dc-container-grip`} title={`${face.title}\n${face.subtitle}`}>
        <NodeIcon name={face.icon} size={18} />
        <span className={classes.headTitle}>{face.title}</span>
        <span className={classes.headText} data-detail="full">
          {view?.subtitle || face.subtitle}
        </span>
        {limit !== undefined && view === undefined && <span className={classes.policy}>max {limit}</span>}
        {view?.counts !== undefined && <Counts counts={view.counts} />}
        {state !== undefined && state !== "idle" && <StateGlyph state={state} size={20} decorative />}
      </header>
      <i className={classes.dots} />
      <i className={classes.dots} />
      <Badges data={data} />
      <JoinBadge data={data} top={inputPortY(node.type, size)} />
      <Ports data={data} />
    </div>
  );
}

function Counts({ counts }: { readonly counts: NonNullable<NonNullable<NodeData["view"]>["counts"]> }) {
  return (
    <span className={classes.counts}>
      {RUN_STATES.filter((state) => (counts[state] ?? 0) > 0).map((state) => (
        <span key={state}>
          <StateGlyph state={state} size={16} />
          {counts[state]}
        </span>
      ))}
    </span>
  );
}
