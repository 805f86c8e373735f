"use client";

import { Button, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect } from "react";
import { sentenceOf } from "@/app/_client/error";
import { useTRPC } from "@/app/_client/trpc";
import { useRunEvents } from "@/app/_client/use-run-events";
import { Delayed } from "@/app/_ui/delayed";
import { ErrorNote } from "@/app/_ui/error-note";
import { PageFrame } from "@/app/_ui/page-frame";
import classes from "./run-screen.module.css";
import { RunStage } from "./run-stage";

/** One run, live or finished: reads it, follows its events, and hands both to the stage. */
export function RunScreen({ runId }: { readonly runId: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const run = useQuery(trpc.runs.get.queryOptions({ runId }));
  const following = useRunEvents(runId);
  const hasEnded = following.connection === "ended";
  useEffect(() => {
    if (hasEnded) void queries.invalidateQueries({ queryKey: trpc.runs.get.queryKey({ runId }) });
  }, [hasEnded, queries, trpc, runId]);

  if (run.data !== undefined) {
    return (
      <RunStage
        key={runId}
        run={run.data}
        following={following}
        onChanged={() => void queries.invalidateQueries({ queryKey: trpc.runs.get.queryKey({ runId }) })}
      />
    );
  }
  const trouble = run.error ?? run.failureReason;
  if (trouble !== null) {
    const isMissing = trouble.data?.code === "NOT_FOUND";
    return (
      <PageFrame title="Run">
        <div className={classes.note}>
          <ErrorNote
            title={isMissing ? "This run is not kept here." : "The run could not be read."}
            action={
              isMissing ? (
                <Button component={Link} href="/runs" variant="default">
                  Show all runs
                </Button>
              ) : (
                <Button variant="default" onClick={() => void run.refetch()}>
                  Read it again
                </Button>
              )
            }
          >
            {sentenceOf(trouble)}
          </ErrorNote>
        </div>
      </PageFrame>
    );
  }
  return (
    <main className={classes.screen} aria-busy="true">
      <Delayed>
        <div role="status" aria-label="Reading the run" style={{ display: "grid", gap: 12, padding: 12 }}>
          <Skeleton height={28} width="40%" />
          <Skeleton height={260} />
          <Skeleton height={220} />
        </div>
      </Delayed>
    </main>
  );
}
