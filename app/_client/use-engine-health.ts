"use client";

import { matchQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTRPC } from "./trpc";

/** How the engine is, as far as this page knows. `unreachable`: the server does not answer. */
export type EngineHealth =
  | { readonly state: "running" }
  | { readonly state: "stopped"; readonly reason: string }
  | { readonly state: "unreachable" };

const POLL_MS = 4_000;
const RUNNING: EngineHealth = { state: "running" };
const UNREACHABLE: EngineHealth = { state: "unreachable" };

/** Asks the server how its engine is, over and over while the page is looked at. */
export function useEngineHealth(): EngineHealth {
  const trpc = useTRPC();
  const { data, isError } = useQuery(
    trpc.system.status.queryOptions(undefined, { refetchInterval: POLL_MS, staleTime: 0, retry: false }),
  );
  if (isError) return UNREACHABLE;
  return data?.engine.state === "stopped" ? data.engine : RUNNING;
}

/** Reads the page again as soon as the engine is back, so that nobody has to reload. A draft stays: it is newer on the page. */
export function useRefreshWhenBack(state: EngineHealth["state"]): void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const before = useRef(state);
  useEffect(() => {
    const wasAway = before.current !== "running";
    before.current = state;
    if (!wasAway || state !== "running") return;
    const drafts = { queryKey: trpc.workflows.get.pathKey() };
    void queries.invalidateQueries({
      predicate: (query) => query.state.data === undefined || !matchQuery(drafts, query),
    });
  }, [state, queries, trpc]);
}
