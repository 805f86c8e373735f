"use client";

import type { GraphNode } from "@dacapo/engine/compiler";
import { NodeResizer } from "@xyflow/react";
import { resizableSizes } from "../document/geometry";
import classes from "./node.module.css";

/** The corners and sides by which a container, a note or a frame is made larger or smaller. */
export function NodeResize({ node, isVisible }: { readonly node: GraphNode; readonly isVisible: boolean }) {
  const min = resizableSizes(node.type)?.min;
  if (min === undefined) return null;
  return (
    <NodeResizer
      nodeId={node.id}
      isVisible={isVisible}
      minWidth={min.width}
      minHeight={min.height}
      handleClassName={classes.resize ?? ""}
      lineClassName={classes.resizeLine ?? ""}
    />
  );
}
