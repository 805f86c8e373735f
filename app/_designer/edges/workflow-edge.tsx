"use client";

import type { ConnectionLineComponentProps, EdgeProps } from "@xyflow/react";
import { memo } from "react";
import type { FlowEdge } from "../canvas/flow-types";
import classes from "./edge.module.css";
import { edgePath, edgePathFromBelow } from "./edge-path";

/** Order between two nodes. Its line says what the run did with it; its hit area is wider than the line. */
export const WorkflowEdge = memo(function WorkflowEdge(props: EdgeProps<FlowEdge>) {
  const { sourceX, sourceY, targetX, targetY, sourcePosition, data, selected } = props;
  const path = (sourcePosition === "bottom" ? edgePathFromBelow : edgePath)(sourceX, sourceY, targetX, targetY);
  return (
    <>
      <path
        className={classes.edge}
        d={path}
        data-mode={data?.mode}
        data-kind={data?.port === "error" || data?.port === "undo" ? data.port : undefined}
        data-state={data?.state}
        data-beside={data?.isBeside}
        data-problem={data?.hasProblem}
        data-drop={data?.isDropTarget}
        data-selected={selected}
      />
      <path className="react-flow__edge-interaction" d={path} fill="none" strokeOpacity={0} strokeWidth={20} />
    </>
  );
});

/** The edge that is being drawn. */
export function ConnectionLine({ fromX, fromY, toX, toY, fromPosition }: ConnectionLineComponentProps) {
  const path =
    fromPosition === "left"
      ? edgePath(toX, toY, fromX, fromY)
      : (fromPosition === "bottom" ? edgePathFromBelow : edgePath)(fromX, fromY, toX, toY);
  return <path className={classes.line} d={path} />;
}
