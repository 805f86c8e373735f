import type { HistoryEvent } from "@dacapo/engine/model";
import { type Containers, createReplay, type Replay } from "@dacapo/engine/timeline";
import { useMemo, useRef } from "react";

interface Grown {
  readonly containers: Containers;
  readonly replay: Replay;
}

/** A replay that grows with its events: what was folded before is not folded again. */
export function useReplay(events: readonly HistoryEvent[], containers: Containers): Replay {
  const grown = useRef<Grown | undefined>(undefined);
  return useMemo(() => {
    const before = grown.current;
    const continues = before !== undefined && before.containers === containers && before.replay.length <= events.length;
    const replay = continues
      ? before.replay.append(events.slice(before.replay.length))
      : createReplay(events, { containers });
    grown.current = { containers, replay };
    return replay;
  }, [events, containers]);
}
