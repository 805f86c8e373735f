"use client";

import type { NodeData } from "../canvas/flow-types";
import classes from "./node.module.css";
import { NodeResize } from "./node-resize";

/** A text on the canvas. */
export function NoteNode({ data, selected }: { readonly data: NodeData; readonly selected: boolean }) {
  const { node, face, mode } = data;
  return (
    <div className={classes.note} data-selected={selected}>
      {mode === "edit" && <NodeResize node={node} isVisible={selected} />}
      <p data-empty={face.subtitle === ""}>{face.subtitle === "" ? "An empty note" : face.subtitle}</p>
    </div>
  );
}

/** A titled frame behind what lies in it: the canvas shines through, and only its title takes the pointer. */
export function FrameNode({ data, selected }: { readonly data: NodeData; readonly selected: boolean }) {
  const { node, face, mode } = data;
  const color = node.type === "group" ? (node.config.color ?? "gray") : "gray";
  return (
    <div className={classes.frame} data-selected={selected} data-color={color} data-container={node.id}>
      {mode === "edit" && <NodeResize node={node} isVisible={selected} />}
      <header className={`${classes.frameTitle} dc-container-grip`}>{face.title || "Frame"}</header>
    </div>
  );
}
