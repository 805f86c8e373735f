import type { ActivityInfo, Catalog, EntityInfo, WorkflowInfo } from "@dacapo/engine/compiler";

/** The catalog by name: what a node that names something is drawn and checked with. */
export interface CatalogIndex {
  readonly activities: ReadonlyMap<string, ActivityInfo>;
  readonly entities: ReadonlyMap<string, EntityInfo>;
  readonly workflows: ReadonlyMap<string, WorkflowInfo>;
}

export const EMPTY_CATALOG: Catalog = { activities: [], entities: [], workflows: [] };

export function indexCatalog(catalog: Catalog): CatalogIndex {
  const byName = <Info extends { readonly name: string }>(infos: readonly Info[]) =>
    new Map(infos.map((info) => [info.name, info]));
  return {
    activities: byName(catalog.activities),
    entities: byName(catalog.entities),
    workflows: byName(catalog.workflows),
  };
}
