"use client";

import "@xyflow/react/dist/style.css";
import {
  Background,
  BackgroundVariant,
  MiniMap,
  ReactFlow,
  type ReactFlowInstance,
  type ReactFlowProps,
  useStore,
} from "@xyflow/react";
import { type KeyboardEvent, type ReactNode, useCallback, useRef } from "react";
import type { Box } from "../document/document";
import { GRID } from "../document/geometry";
import { ConnectionLine, WorkflowEdge } from "../edges/workflow-edge";
import { WorkflowNode } from "../nodes/workflow-node";
import classes from "./canvas.module.css";
import type { FlowEdge, FlowNode } from "./flow-types";
import { openingViewport, ZOOM_MAX, ZOOM_MIN } from "./opening-viewport";
import { ZoomBar } from "./zoom-bar";

const NODE_TYPES = { workflow: WorkflowNode };
const EDGE_TYPES = { workflow: WorkflowEdge };
const SNAP: [number, number] = [GRID, GRID];
const MULTI_SELECTION_KEYS = ["Meta", "Control", "Shift"];

interface CanvasSurfaceProps extends ReactFlowProps<FlowNode, FlowEdge> {
  readonly label: string;
  /** The box around the whole graph when the canvas opens: it decides what is seen first. */
  readonly bounds: Box | undefined;
  /** How small the canvas may open: a drawing to edit stays legible, a run is seen as a whole. */
  readonly openZoomMin: number;
  readonly onOpen?: (flow: ReactFlowInstance<FlowNode, FlowEdge>) => void;
  /** Enter or Space on a focused node. */
  readonly onActivateNode: (nodeId: string, additive: boolean) => void;
  readonly onShowShortcuts?: () => void;
  readonly overlay?: ReactNode;
}

/** What every use of the canvas has: the grid, the zoom, the map, and our own nodes and edges on it. */
export function CanvasSurface(props: CanvasSurfaceProps) {
  const { label, bounds, openZoomMin, onOpen, onActivateNode, onShowShortcuts, overlay, ...flowProps } = props;
  const wrapper = useRef<HTMLDivElement>(null);
  const detail = useStore((state) => detailAt(state.transform[2]));

  const open = useCallback(
    (flow: ReactFlowInstance<FlowNode, FlowEdge>) => {
      const room = wrapper.current?.getBoundingClientRect();
      if (room !== undefined && bounds !== undefined) {
        void flow.setViewport(openingViewport(bounds, { width: room.width, height: room.height }, openZoomMin));
      }
      onOpen?.(flow);
    },
    [bounds, openZoomMin, onOpen],
  );

  const activate = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (target?.classList.contains("react-flow__node") !== true) return;
    const nodeId = target.dataset.id;
    if (nodeId === undefined) return;
    event.preventDefault();
    onActivateNode(nodeId, event.shiftKey || event.ctrlKey || event.metaKey);
  };

  return (
    <section ref={wrapper} className={classes.surface} data-zoom={detail} aria-label={label} onKeyDown={activate}>
      <ReactFlow<FlowNode, FlowEdge>
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        connectionLineComponent={ConnectionLine}
        connectionRadius={24}
        minZoom={ZOOM_MIN}
        maxZoom={ZOOM_MAX}
        snapToGrid
        snapGrid={SNAP}
        zIndexMode="manual"
        elevateNodesOnSelect={false}
        onlyRenderVisibleElements={flowProps.nodes !== undefined && flowProps.nodes.length > 150}
        disableKeyboardA11y
        deleteKeyCode={null}
        multiSelectionKeyCode={MULTI_SELECTION_KEYS}
        attributionPosition="bottom-center"
        onInit={open}
        {...flowProps}
      >
        <Background variant={BackgroundVariant.Dots} gap={18} size={2} />
        <MiniMap
          className={classes.minimap}
          style={{ width: 168, height: 84 }}
          nodeBorderRadius={8}
          nodeStrokeWidth={2}
          nodeClassName={miniMapClass}
          offsetScale={3}
          pannable
          zoomable
          ariaLabel="Map of the workflow"
        />
      </ReactFlow>
      <ZoomBar {...(onShowShortcuts !== undefined && { onShowShortcuts })} />
      {overlay}
    </section>
  );
}

/** Three levels of detail: all ≥ 60 %, title and glyph ≥ 25 %, a block below. */
function detailAt(zoom: number): "full" | "title" | "block" {
  if (zoom >= 0.6) return "full";
  return zoom >= 0.25 ? "title" : "block";
}

function miniMapClass(node: FlowNode): string {
  const { kind } = node.data.face;
  const shape = kind === "container" || kind === "frame" ? "container" : "box";
  const state = node.data.view?.state ?? "none";
  return `dc-map-${shape} dc-map-${node.selected ? "selected" : state}`;
}
