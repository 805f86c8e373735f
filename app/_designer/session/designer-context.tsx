"use client";

import type { Catalog } from "@dacapo/engine/compiler";
import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from "react";
import { type CatalogIndex, indexCatalog } from "../document/catalog-index";
import type { DesignerState, DesignerStore } from "./designer-store";
import type { TypePort } from "./type-port";

interface DesignerScope {
  readonly store: DesignerStore;
  readonly catalog: Catalog;
  readonly index: CatalogIndex;
  readonly types: TypePort;
}

const Scope = createContext<DesignerScope | undefined>(undefined);

export function DesignerProvider(props: {
  readonly store: DesignerStore;
  readonly catalog: Catalog;
  readonly types: TypePort;
  readonly children: ReactNode;
}) {
  const { store, catalog, types, children } = props;
  const scope = useMemo(() => ({ store, catalog, types, index: indexCatalog(catalog) }), [store, catalog, types]);
  return <Scope value={scope}>{children}</Scope>;
}

/** The open workflow's store and the activities it may name. */
export function useDesigner(): DesignerScope {
  const scope = useContext(Scope);
  if (scope === undefined) throw new Error("useDesigner is called outside of a DesignerProvider.");
  return scope;
}

/** A part of the designer's state; the caller is drawn again only when that part is another one. */
export function useDesignerState<Part>(read: (state: DesignerState) => Part): Part {
  const { store } = useDesigner();
  const get = () => read(store.getState());
  return useSyncExternalStore(store.subscribe, get, get);
}
