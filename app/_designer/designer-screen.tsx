"use client";

import type { Layout } from "@dacapo/engine/compiler";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useTRPC, useTRPCClient } from "@/app/_client/trpc";
import type { Catalog, WorkflowDraft } from "@/app/_server/api-types";
import { Delayed } from "@/app/_ui/delayed";
import { ErrorNote } from "@/app/_ui/error-note";
import { TopBar } from "@/app/_ui/top-bar";
import classes from "./designer-screen.module.css";
import { lacksPlaces } from "./document/missing-places";
import { apiSavePort, startRun } from "./session/api-port";
import { type Autosave, createAutosave } from "./session/autosave";
import { browserShelf, readShelf } from "./session/browser-shelf";
import { DesignerProvider } from "./session/designer-context";
import { createDesignerStore, type DesignerStore } from "./session/designer-store";
import { apiTypePort } from "./session/type-port";
import { placed } from "./session/use-placed";
import { WorkflowDesigner } from "./workflow-designer";

/** Loads a workflow and the catalog, then hands over to the designer, which owns the document from there on. */
export function DesignerScreen({ workflowId }: { readonly workflowId: string }) {
  const trpc = useTRPC();
  // What is on the screen is newer than anything that a refetch could bring.
  const draft = useQuery(
    trpc.workflows.get.queryOptions(
      { workflowId },
      { staleTime: 0, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false },
    ),
  );
  const catalog = useQuery(trpc.catalog.get.queryOptions({ forWorkflow: workflowId }));
  const error = draft.error ?? catalog.error;
  if (error !== null && (draft.data === undefined || catalog.data === undefined)) {
    return (
      <Frame>
        <ErrorNote
          title={error.data?.code === "NOT_FOUND" ? "This workflow does not exist" : "The workflow could not be loaded"}
          action={
            <Button component={Link} href="/" variant="default">
              All workflows
            </Button>
          }
        >
          {error.message}
        </ErrorNote>
      </Frame>
    );
  }
  if (draft.data === undefined || catalog.data === undefined || !draft.isFetchedAfterMount) return <Skeleton />;
  return <OpenWorkflow key={workflowId} workflowId={workflowId} draft={draft.data} catalog={catalog.data} />;
}

function OpenWorkflow(props: {
  readonly workflowId: string;
  readonly draft: WorkflowDraft;
  readonly catalog: Catalog;
}) {
  const { workflowId, draft, catalog } = props;
  const client = useTRPCClient();
  const [session, setSession] = useState<{ readonly store: DesignerStore; readonly autosave: Autosave }>();
  const [opened] = useState(draft);
  const types = useMemo(() => apiTypePort(client, workflowId, opened.sampleInput), [client, workflowId, opened]);

  useEffect(() => {
    const stored = { revision: opened.revision, document: { graph: opened.graph, layout: opened.layout } };
    const unsaved = readShelf(workflowId);
    const autosave = createAutosave({
      stored,
      port: apiSavePort(client, workflowId),
      shelf: browserShelf(workflowId),
      ...(unsaved !== undefined && { unsaved }),
    });
    let isWanted = true;
    const { graph, layout } = unsaved?.document ?? stored.document;
    const open = (places: Layout) => setSession({ store: createDesignerStore({ graph, layout: places }), autosave });
    // Places that were found are saved with the first change: to look at a workflow is not to change it.
    if (lacksPlaces({ graph, layout })) void placed({ graph, layout }).then((places) => isWanted && open(places));
    else open(layout);
    return () => {
      isWanted = false;
      autosave.dispose();
    };
  }, [client, workflowId, opened]);

  if (session === undefined) return <Skeleton />;
  return (
    <DesignerProvider store={session.store} catalog={catalog} types={types}>
      <title>{`${draft.name} · Dacapo`}</title>
      <WorkflowDesigner
        workflowId={workflowId}
        autosave={session.autosave}
        sampleInput={draft.sampleInput}
        startRun={(input, requestId) => startRun(client, { workflowId, input, requestId })}
      />
    </DesignerProvider>
  );
}

function Skeleton() {
  return (
    <Frame isBusy>
      <Delayed>
        <div className={classes.skeleton} aria-hidden>
          <div className={classes.side} />
          <div className={classes.canvas}>
            <span />
            <span />
            <span />
          </div>
          <div className={classes.wide} />
        </div>
      </Delayed>
    </Frame>
  );
}

function Frame({ children, isBusy = false }: { readonly children: ReactNode; readonly isBusy?: boolean }) {
  return (
    <div className={classes.frame}>
      <TopBar>{isBusy ? <span className={classes.loading}>Loading…</span> : null}</TopBar>
      <main className={classes.main} aria-busy={isBusy}>
        {children}
      </main>
    </div>
  );
}
