"use client";

import { Handle, Position } from "@xyflow/react";
import { INPUT_PORT, type NodeData } from "../canvas/flow-types";
import { hasInput, inputPortY, outputPortPlaces, sidePortPlaces } from "../document/geometry";
import { portLabel } from "../document/ports";
import classes from "./node.module.css";

/** The points where edges come and go, with the names of those that have one. */
export function Ports({ data }: { readonly data: NodeData }) {
  const { node, size, mode } = data;
  const editable = mode === "edit";
  const outputs = outputPortPlaces(node, size);
  return (
    <>
      {hasInput(node.type) && (
        <Handle
          id={INPUT_PORT}
          type="target"
          position={Position.Left}
          className={classes.port}
          style={{ top: inputPortY(node.type, size) }}
          isConnectable={editable}
          data-interactive={editable}
          role="button"
          aria-label={`${node.name} input`}
        />
      )}
      {outputs.map(({ port, y }) => (
        <Handle
          key={port}
          id={port}
          type="source"
          position={Position.Right}
          className={classes.port}
          style={{ top: y }}
          isConnectable={editable}
          data-interactive={editable}
          role="button"
          aria-label={port === "out" ? `${node.name} output` : `${node.name} output ${portLabel(node, port)}`}
        />
      ))}
      {outputs.length > 1 &&
        outputs.map(({ port, y }) => (
          <span key={port} className={classes.portName} style={{ top: y }} data-detail="full">
            {portLabel(node, port)}
          </span>
        ))}
      <SidePorts data={data} />
    </>
  );
}

/** Below the node: where to go when it fails, and what undoes it. Seen when connected, else while the node has one's attention. */
function SidePorts({ data }: { readonly data: NodeData }) {
  const { node, size, mode, sidePorts } = data;
  const connected = sidePorts.split(" ");
  return sidePortPlaces(node, size)
    .filter(({ port }) => mode === "edit" || connected.includes(port))
    .map(({ port, x }) => (
      <Handle
        key={port}
        id={port}
        type="source"
        position={Position.Bottom}
        className={`${classes.port} ${classes.sidePort}`}
        style={{ left: x }}
        isConnectable={mode === "edit"}
        data-interactive={mode === "edit"}
        data-side={port}
        data-connected={connected.includes(port)}
        role="button"
        aria-label={`${node.name} output ${port}`}
      >
        <span className={classes.sideName} data-detail="full">
          {port}
        </span>
      </Handle>
    ));
}
