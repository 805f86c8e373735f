import { type Catalog, compile, type Graph } from "@dacapo/engine/compiler";

/** What the thread is asked: a catalog is sent once, and holds until another one is. */
export type CompileQuestion =
  | { readonly kind: "catalog"; readonly catalog: Catalog }
  | { readonly kind: "compile"; readonly id: number; readonly graph: Graph };

let catalog: Catalog = { activities: [], entities: [], workflows: [] };

self.onmessage = ({ data }: MessageEvent<CompileQuestion>) => {
  if (data.kind === "catalog") catalog = data.catalog;
  else self.postMessage({ id: data.id, compiled: compile(data.graph, catalog) });
};
