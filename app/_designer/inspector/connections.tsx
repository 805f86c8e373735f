"use client";

import type { GraphNode, Port } from "@dacapo/engine/compiler";
import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { connectNodes } from "../document/commands/connect-nodes";
import { disconnect } from "../document/commands/disconnect";
import { connectableTo } from "../document/connection-rules";
import { allPortsOf, portLabel } from "../document/ports";
import { useDesigner, useDesignerState } from "../session/designer-context";
import classes from "./inspector.module.css";

/** What comes next, by port: every edge that can be drawn with a pointer can be drawn here with keys. */
export function Connections({ node }: { readonly node: GraphNode }) {
  const { store } = useDesigner();
  const graph = useDesignerState((state) => state.document.graph);
  const nameOf = (id: string) => graph.nodes.find((other) => other.id === id)?.name ?? id;
  const ports = allPortsOf(node);
  const connect = (port: Port, to: string) =>
    store.run(`Connect ${node.name} to ${nameOf(to)}`, (document) =>
      connectNodes(document, { from: node.id, port, to }),
    );
  return (
    <div className={classes.fields}>
      {ports.map((port) => {
        const leaving = graph.edges.filter((edge) => edge.from === node.id && edge.port === port);
        const targets = connectableTo(graph, node.id, port);
        const name = portLabel(node, port);
        const label = port === "out" ? "Connect to" : `Connect ${name} to`;
        return (
          <div key={port} className={classes.field} data-connect={port}>
            <ul className={classes.edges} aria-label={port === "out" ? "Leads to" : `${name} leads to`}>
              {leaving.map((edge) => (
                <li key={edge.id}>
                  {port !== "out" && <span className={classes.portName}>{name}</span>}
                  <span className={classes.clip}>{nameOf(edge.to)}</span>
                  <ActionIcon
                    size={24}
                    aria-label={`Disconnect from ${nameOf(edge.to)}`}
                    onClick={() =>
                      store.run(`Disconnect ${node.name}`, (document) => disconnect(document, new Set([edge.id])))
                    }
                  >
                    <IconX size={14} aria-hidden />
                  </ActionIcon>
                </li>
              ))}
            </ul>
            <div className={classes.control}>
              <select
                className={classes.plain}
                aria-label={label}
                value=""
                disabled={targets.length === 0}
                onChange={(event) => connect(port, event.currentTarget.value)}
              >
                <option value="">{targets.length === 0 ? nothingNext(port, name) : `${label}…`}</option>
                {targets.map((target) => (
                  <option key={target.id} value={target.id}>
                    {target.name}
                  </option>
                ))}
              </select>
            </div>
          </div>
        );
      })}
    </div>
  );
}

function nothingNext(port: Port, name: string): string {
  if (port === "out") return "No other node can come next";
  return port === "undo" ? "undo: no node is free to undo it" : `${name}: no other node can come next`;
}
