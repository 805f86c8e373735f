"use client";

import type { Layout } from "@dacapo/engine/compiler";
import { useEffect, useState } from "react";
import type { WorkflowDocument } from "../document/document";
import { lacksPlaces, withMissingPlaces } from "../document/missing-places";
import { tidyLayout } from "./tidy-layout";

/** The document's layout with a place for every node. A drawing that cannot be laid out is shown as it is. */
export async function placed(document: WorkflowDocument): Promise<Layout> {
  if (!lacksPlaces(document)) return document.layout;
  try {
    return withMissingPlaces(document, await tidyLayout(document));
  } catch {
    return document.layout;
  }
}

/** As {@link placed}, for who only looks; `undefined` until the places are found, which takes a moment only where some are missing. */
export function usePlacedLayout({ graph, layout }: Partial<WorkflowDocument>): Layout | undefined {
  const [found, setFound] = useState<{ readonly of: WorkflowDocument["graph"]; readonly layout: Layout }>();
  const isLacking = graph !== undefined && layout !== undefined && lacksPlaces({ graph, layout });
  useEffect(() => {
    if (!isLacking) return;
    let isWanted = true;
    void placed({ graph, layout }).then((places) => isWanted && setFound({ of: graph, layout: places }));
    return () => {
      isWanted = false;
    };
  }, [isLacking, graph, layout]);
  if (!isLacking) return layout;
  return found !== undefined && found.of === graph ? found.layout : undefined;
}
