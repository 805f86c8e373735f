"use client";

import { NodeResizer } from "@xyflow/react";
import { CONTAINER_SIZE_MIN } from "../document/geometry";
import classes from "./node.module.css";

/** The corners and sides by which a container is made larger or smaller. */
export function ContainerResize({ nodeId, isVisible }: { readonly nodeId: string; readonly isVisible: boolean }) {
  return (
    <NodeResizer
      nodeId={nodeId}
      isVisible={isVisible}
      minWidth={CONTAINER_SIZE_MIN.width}
      minHeight={CONTAINER_SIZE_MIN.height}
      handleClassName={classes.resize ?? ""}
      lineClassName={classes.resizeLine ?? ""}
    />
  );
}
