"use client";

import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import type { FlowNode } from "../canvas/flow-types";
import { ContainerNode } from "./container-node";
import { FrameNode, NoteNode } from "./note-node";
import { StepNode } from "./step-node";
import { TerminalNode } from "./terminal-node";

/** Every box of the canvas, in every use of it: authoring, live, past. */
export const WorkflowNode = memo(function WorkflowNode({ data, selected }: NodeProps<FlowNode>) {
  switch (data.face.kind) {
    case "terminal":
      return <TerminalNode data={data} selected={selected} />;
    case "container":
      return <ContainerNode data={data} selected={selected} />;
    case "note":
      return <NoteNode data={data} selected={selected} />;
    case "frame":
      return <FrameNode data={data} selected={selected} />;
    case "work":
    case "flow":
    case "wait":
      return <StepNode data={data} selected={selected} />;
  }
});
