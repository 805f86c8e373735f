"use client";

import { useEffect, useReducer } from "react";
import { engineSource, followEngine, type Heard } from "@/app/_client/follow-engine";
import { useTRPCClient } from "@/app/_client/trpc";
import type { EngineReading } from "@/app/_server/api-types";
import { type EngineHistory, NOTHING_SEEN, remember } from "./figures/history";

/** What the screen has heard of the engine so far. `isSilent`: what is shown is getting old. */
export interface EngineSeen {
  /** `undefined` until the first reading. */
  readonly reading: EngineReading | undefined;
  readonly history: EngineHistory;
  readonly isSilent: boolean;
}

const UNSEEN: EngineSeen = { reading: undefined, history: NOTHING_SEEN, isSilent: false };

function see(seen: EngineSeen, heard: Heard): EngineSeen {
  if (heard.kind === "silence") return { ...seen, isSilent: true };
  const { reading } = heard;
  const history = reading.state === "running" ? remember(seen.history, reading.metrics) : NOTHING_SEEN;
  return { reading, history, isSilent: false };
}

/** Watches the engine. Paused, it asks for nothing, and what was seen stays on the screen. */
export function useEngineWatch(isPaused: boolean): EngineSeen {
  const client = useTRPCClient();
  const [seen, hear] = useReducer(see, UNSEEN);
  useEffect(() => {
    if (isPaused) return;
    return followEngine(engineSource(client), hear);
  }, [client, isPaused]);
  return seen;
}
