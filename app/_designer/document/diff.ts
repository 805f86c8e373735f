import type { Graph, GraphEdge, GraphNode, Layout } from "@dacapo/engine/compiler";
import type { WorkflowDocument } from "./document";

/**
 * The difference between two documents, in both directions.
 *
 *   apply(reverse(d), apply(d, x)) = x        for every d = difference(x, y)
 *   apply(difference(x, y), x) = y
 *
 * Records are compared by identity: a command that keeps a node keeps the object. What stays in
 * both keeps its order; no command shuffles what it does not add or remove.
 */
export interface DocumentDiff {
  readonly nodes: readonly RecordChange<GraphNode>[];
  readonly edges: readonly RecordChange<GraphEdge>[];
  readonly layout: readonly LayoutChange[];
  readonly settings?: { readonly before: GraphSettings; readonly after: GraphSettings };
}

/** `at` is the record's index in the document that holds it. One of both sides is always there. */
export interface RecordChange<R> {
  readonly before?: { readonly at: number; readonly record: R };
  readonly after?: { readonly at: number; readonly record: R };
}

type Place = Layout[string];
export interface LayoutChange {
  readonly nodeId: string;
  readonly before?: Place;
  readonly after?: Place;
}

type GraphSettings = Omit<Graph, "nodes" | "edges">;

export function difference(before: WorkflowDocument, after: WorkflowDocument): DocumentDiff {
  const beforeSettings = settingsOf(before.graph);
  const afterSettings = settingsOf(after.graph);
  const same = beforeSettings.name === afterSettings.name && beforeSettings.inputSchema === afterSettings.inputSchema;
  return {
    nodes: recordChanges(before.graph.nodes, after.graph.nodes),
    edges: recordChanges(before.graph.edges, after.graph.edges),
    layout: before.layout === after.layout ? [] : layoutChanges(before.layout, after.layout),
    ...(!same && { settings: { before: beforeSettings, after: afterSettings } }),
  };
}

export function isEmpty(diff: DocumentDiff): boolean {
  return diff.nodes.length === 0 && diff.edges.length === 0 && diff.layout.length === 0 && diff.settings === undefined;
}

export function reverse(diff: DocumentDiff): DocumentDiff {
  return {
    nodes: diff.nodes.map(swap),
    edges: diff.edges.map(swap),
    layout: diff.layout.map((change) => ({ nodeId: change.nodeId, ...swap(change) })),
    ...(diff.settings !== undefined && { settings: { before: diff.settings.after, after: diff.settings.before } }),
  };
}

export function apply(diff: DocumentDiff, document: WorkflowDocument): WorkflowDocument {
  const touchesGraph = diff.nodes.length > 0 || diff.edges.length > 0 || diff.settings !== undefined;
  return {
    graph: touchesGraph
      ? {
          ...(diff.settings?.after ?? settingsOf(document.graph)),
          nodes: applyRecords(diff.nodes, document.graph.nodes),
          edges: applyRecords(diff.edges, document.graph.edges),
        }
      : document.graph,
    layout: diff.layout.length > 0 ? applyLayout(diff.layout, document.layout) : document.layout,
  };
}

function settingsOf(graph: Graph): GraphSettings {
  const { nodes: _nodes, edges: _edges, ...settings } = graph;
  return settings;
}

function recordChanges<R extends { readonly id: string }>(
  before: readonly R[],
  after: readonly R[],
): readonly RecordChange<R>[] {
  if (before === after) return [];
  const changes: RecordChange<R>[] = [];
  const afterById = new Map(after.map((record, at) => [record.id, { at, record }]));
  const beforeIds = new Set<string>();
  before.forEach((record, at) => {
    beforeIds.add(record.id);
    const now = afterById.get(record.id);
    if (now === undefined) changes.push({ before: { at, record } });
    else if (now.record !== record) changes.push({ before: { at, record }, after: now });
  });
  after.forEach((record, at) => {
    if (!beforeIds.has(record.id)) changes.push({ after: { at, record } });
  });
  return changes;
}

function layoutChanges(before: Layout, after: Layout): readonly LayoutChange[] {
  const changes: LayoutChange[] = [];
  for (const nodeId of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const was = before[nodeId];
    const is = after[nodeId];
    if (was === is) continue;
    changes.push({ nodeId, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) });
  }
  return changes;
}

function swap<T>(change: { readonly before?: T; readonly after?: T }): { readonly before?: T; readonly after?: T } {
  return {
    ...(change.after !== undefined && { before: change.after }),
    ...(change.before !== undefined && { after: change.before }),
  };
}

function applyRecords<R extends { readonly id: string }>(changes: readonly RecordChange<R>[], records: R[]): R[] {
  if (changes.length === 0) return records;
  const replaced = new Map<string, R>();
  const removed = new Set<string>();
  const added: { readonly at: number; readonly record: R }[] = [];
  for (const { before, after } of changes) {
    if (before !== undefined && after !== undefined) replaced.set(before.record.id, after.record);
    else if (before !== undefined) removed.add(before.record.id);
    else if (after !== undefined) added.push(after);
  }
  const next = records.filter((record) => !removed.has(record.id)).map((record) => replaced.get(record.id) ?? record);
  // In ascending order of their final index, each addition lands exactly there.
  for (const { at, record } of added.toSorted((a, b) => a.at - b.at)) next.splice(at, 0, record);
  return next;
}

function applyLayout(changes: readonly LayoutChange[], layout: Layout): Layout {
  const next = { ...layout };
  for (const { nodeId, after } of changes) {
    if (after === undefined) delete next[nodeId];
    else next[nodeId] = after;
  }
  return next;
}
