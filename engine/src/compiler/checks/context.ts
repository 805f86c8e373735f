import type { ActivityInfo, Catalog, EntityInfo, WorkflowInfo } from "../catalog.js";
import type { Diagnostic } from "../diagnostic.js";
import type { Graph } from "../graph.js";
import { type Scope, scopeOf } from "../readable-names.js";
import { type Topology, topologyOf } from "../topology.js";

/** What every check looks at. */
export interface CheckContext {
  readonly graph: Graph;
  readonly topology: Topology;
  readonly scope: Scope;
  readonly activities: ReadonlyMap<string, ActivityInfo>;
  readonly entities: ReadonlyMap<string, EntityInfo>;
  readonly workflows: ReadonlyMap<string, WorkflowInfo>;
}

export type Check = (context: CheckContext) => readonly Diagnostic[];

export function checkContext(graph: Graph, catalog: Catalog): CheckContext {
  const topology = topologyOf(graph);
  return {
    graph,
    topology,
    scope: scopeOf(topology),
    activities: byName(catalog.activities),
    entities: byName(catalog.entities),
    workflows: byName(catalog.workflows),
  };
}

const byName = <Info extends { readonly name: string }>(infos: readonly Info[]): ReadonlyMap<string, Info> =>
  new Map(infos.map((info) => [info.name, info]));

/** A node as a sentence names it. */
export const quoted = (node: { readonly name: string; readonly id: string }): string => `"${node.name || node.id}"`;
