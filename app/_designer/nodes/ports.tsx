"use client";

import { Handle, Position } from "@xyflow/react";
import { INPUT_PORT, type NodeData } from "../canvas/flow-types";
import { inputPortY, outputPortPlaces } from "../document/geometry";
import classes from "./node.module.css";

/** The points where edges come and go, with the names of those that have one. */
export function Ports({ data }: { readonly data: NodeData }) {
  const { node, size, mode } = data;
  const editable = mode === "edit";
  const outputs = outputPortPlaces(node.type, size);
  return (
    <>
      {node.type !== "start" && (
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
          aria-label={port === "out" ? `${node.name} output` : `${node.name} output ${port}`}
        />
      ))}
      {outputs.length > 1 &&
        outputs.map(({ port, y }) => (
          <span key={port} className={classes.portName} style={{ top: y }} data-detail="full">
            {port}
          </span>
        ))}
    </>
  );
}
