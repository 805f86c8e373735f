"use client";

import type { ReactFlowInstance } from "@xyflow/react";
import { type RefObject, useMemo, useRef } from "react";
import { nodeById, type Position, type WorkflowDocument } from "../document/document";
import { boxOf } from "../document/geometry";
import type { FlowEdge, FlowNode } from "./flow-types";
import type { CanvasPoint } from "./gestures";
import { reveal } from "./reveal";

/** What is seen of the canvas, and how to see something else. */
export interface Viewport {
  /** The element that holds the canvas. */
  readonly canvas: RefObject<HTMLDivElement | null>;
  readonly open: (flow: ReactFlowInstance<FlowNode, FlowEdge>) => void;
  readonly middle: () => CanvasPoint;
  /** The place on the canvas under a place on the screen; nothing when something else is there. */
  readonly pointAt: (screen: Position) => Position | undefined;
  readonly fit: (zoomMin?: number) => void;
  readonly fitNodes: (nodeIds: ReadonlySet<string>) => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly zoomReset: () => void;
  /** Brings a node into view, if it is not there. */
  readonly reveal: (nodeId: string) => void;
  /** Puts the keyboard's focus on a node. */
  readonly focus: (nodeId: string) => void;
}

const FIRST_PLACE: Position = { x: 96, y: 160 };

/** `documentNow` must be the same function each time: it is asked when something is to be seen. */
export function useViewport(documentNow: () => WorkflowDocument): Viewport {
  const canvas = useRef<HTMLDivElement>(null);
  const flow = useRef<ReactFlowInstance<FlowNode, FlowEdge> | undefined>(undefined);
  return useMemo(
    () => ({
      canvas,
      open: (instance) => {
        flow.current = instance;
      },
      middle: () => {
        const room = canvas.current?.getBoundingClientRect();
        const screen = {
          x: (room?.left ?? 0) + (room?.width ?? 0) / 2,
          y: (room?.top ?? 0) + (room?.height ?? 0) / 2,
        };
        return { screen, canvas: flow.current?.screenToFlowPosition(screen) ?? FIRST_PLACE };
      },
      pointAt: (screen) => {
        const over = window.document.elementFromPoint(screen.x, screen.y);
        if (over === null || canvas.current?.contains(over) !== true) return undefined;
        return flow.current?.screenToFlowPosition(screen);
      },
      fit: (zoomMin) =>
        void flow.current?.fitView({ padding: 0.12, maxZoom: 1, ...(zoomMin !== undefined && { minZoom: zoomMin }) }),
      fitNodes: (nodeIds) =>
        void flow.current?.fitView({
          ...(nodeIds.size > 0 && { nodes: [...nodeIds].map((id) => ({ id })) }),
          padding: 0.3,
          maxZoom: 1.25,
        }),
      zoomIn: () => void flow.current?.zoomIn(),
      zoomOut: () => void flow.current?.zoomOut(),
      zoomReset: () => void flow.current?.zoomTo(1),
      reveal: (nodeId) => {
        const document = documentNow();
        const node = nodeById(document.graph, nodeId);
        if (node === undefined || flow.current === undefined || canvas.current === null) return;
        reveal(flow.current, canvas.current, boxOf(document, node));
      },
      focus: (nodeId) =>
        canvas.current
          ?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`)
          ?.focus({ preventScroll: true }),
    }),
    [documentNow],
  );
}
