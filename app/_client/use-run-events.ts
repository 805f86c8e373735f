"use client";

import { useEffect, useState } from "react";
import { type Following, followRun, NOTHING_YET, type RunSource } from "./follow-run";
import { type DacapoClient, useTRPCClient } from "./trpc";

export type { Connection, Following } from "./follow-run";

const PAGE_EVENTS = 500;

/** The API as a source of a run's events. */
export function runSource(client: DacapoClient, runId: string): RunSource {
  return {
    watch(afterSeq, { onLive, onInterrupted, onEvents, onOver }) {
      const lastEventId = afterSeq === 0 ? null : String(afterSeq);
      const subscription = client.runs.watch.subscribe(
        { runId, lastEventId },
        {
          onStarted: onLive,
          onConnectionStateChange: ({ state }) => {
            if (state === "pending") onLive();
            if (state === "connecting") onInterrupted();
          },
          onData: ({ data }) => onEvents(data),
          onError: (error) => onOver(error),
          onComplete: () => onOver(),
        },
      );
      return () => subscription.unsubscribe();
    },
    async history(afterSeq) {
      const { events } = await client.runs.history.query({ runId, afterSeq, limit: PAGE_EVENTS });
      return events;
    },
  };
}

/**
 * The events of a run as they happen: `events[i].seq` is `i + 1`, always. It reconnects by itself,
 * after a cut of the network and after a restart of the server, without losing or repeating one.
 */
export function useRunEvents(runId: string): Following {
  const client = useTRPCClient();
  const [followed, setFollowed] = useState({ runId, following: NOTHING_YET });
  useEffect(() => {
    setFollowed({ runId, following: NOTHING_YET });
    return followRun(runSource(client, runId), (following) => setFollowed({ runId, following }));
  }, [client, runId]);
  return followed.runId === runId ? followed.following : NOTHING_YET;
}
