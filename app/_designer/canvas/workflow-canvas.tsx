"use client";

import { ReactFlowProvider } from "@xyflow/react";
import { EditCanvas, type EditCanvasProps } from "./edit-canvas";
import { ViewCanvas, type ViewCanvasProps } from "./view-canvas";

export type { EditCanvasProps } from "./edit-canvas";
export type { EdgeState, NodeView } from "./node-view";
export type { ViewCanvasProps } from "./view-canvas";

export type WorkflowCanvasProps = EditCanvasProps | ViewCanvasProps;

/**
 * The canvas: one component for authoring, for a live run and for the past, so that a node has the
 * same look, place and size in each. Only subtitle, outline and badge change.
 */
export function WorkflowCanvas(props: WorkflowCanvasProps) {
  return (
    <ReactFlowProvider>
      {props.mode === "edit" ? <EditCanvas {...props} /> : <ViewCanvas {...props} />}
    </ReactFlowProvider>
  );
}
