"use client";

import { RUN_STATES } from "@/app/_ui/state";
import { StateGlyph } from "@/app/_ui/state-glyph";
import type { NodeData } from "../canvas/flow-types";
import { containerFacts, repeats } from "../document/container-facts";
import { inputPortY, isSection } from "../document/geometry";
import { isDisabled } from "../document/node-settings";
import { Badges, JoinBadge } from "./badges";
import { glyphStateOf } from "./glyph-state";
import { NodeIcon } from "./icon";
import classes from "./node.module.css";
import { NodeResize } from "./node-resize";
import { Ports } from "./ports";

/** A frame whose children lie in it. One that repeats them has repeat bars at its sides. */
export function ContainerNode({ data, selected }: { readonly data: NodeData; readonly selected: boolean }) {
  const { face, node, size, view, mode } = data;
  const state = view === undefined ? undefined : glyphStateOf(view);
  const facts = view === undefined ? containerFacts(node) : [];
  return (
    <div
      className={classes.container}
      data-selected={selected}
      data-dc-state={state}
      data-drop={data.isDropTarget}
      data-container={node.id}
      data-repeats={repeats(node)}
      data-section={isSection(node.type)}
      data-off={isDisabled(node)}
      data-caught={view?.isCaught}
    >
      {mode === "edit" && <NodeResize node={node} isVisible={selected} />}
      <header className={`${classes.head} dc-container-grip`} title={`${face.title}\n${face.subtitle}`}>
        <NodeIcon name={face.icon} size={18} />
        <span className={classes.headTitle}>{face.title}</span>
        <span className={classes.headText} data-detail="full">
          {view?.subtitle || face.subtitle}
        </span>
        {facts.map((fact) => (
          <span key={fact} className={classes.policy} data-detail="full">
            {fact}
          </span>
        ))}
        {view?.counts !== undefined && <Counts counts={view.counts} />}
        {state !== undefined && state !== "idle" && <StateGlyph state={state} size={20} decorative />}
      </header>
      {data.isEmpty && mode === "edit" && (
        <p className={classes.empty} data-detail="full">
          {emptyText(node)}
        </p>
      )}
      <i className={classes.dots} />
      <i className={classes.dots} />
      <Badges data={data} />
      <JoinBadge data={data} top={inputPortY(node.type, size)} />
      <Ports data={data} />
    </div>
  );
}

function emptyText(node: NodeData["node"]): string {
  switch (node.type) {
    case "catch":
      return "What happens after a failure goes here";
    case "finally":
      return "What happens in every case goes here";
    case "race":
      return "Drop two or more nodes here: they race";
    default:
      return "Drop nodes here";
  }
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
