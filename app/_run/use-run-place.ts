import { useEffect, useState } from "react";
import type { Position } from "./projection/position";

const WRITE_AFTER_MS = 250;

/** What of a run is looked at: kept in the page's address, so that a link shows the same. */
export interface RunPlace {
  readonly position: Position;
  /** A node's name, which is one to one with the node in the version that runs. */
  readonly selected?: string | undefined;
}

export function placeFrom(params: URLSearchParams): RunPlace {
  const event = Number(params.get("event") ?? Number.NaN);
  const selected = params.get("node");
  return {
    position: Number.isSafeInteger(event) && event >= 0 ? event : "follow",
    ...(selected !== null && { selected }),
  };
}

export function placeQuery(place: RunPlace): string {
  const params = new URLSearchParams();
  if (place.position !== "follow") params.set("event", String(place.position));
  if (place.selected !== undefined) params.set("node", place.selected);
  const query = params.toString();
  return query === "" ? "" : `?${query}`;
}

/** State that the address follows, a moment later: browsers refuse a new address for every step of a drag. */
export function useRunPlace(): readonly [RunPlace, (change: (place: RunPlace) => RunPlace) => void] {
  const [place, setPlace] = useState<RunPlace>({ position: "follow" });
  const [isRead, setIsRead] = useState(false);
  useEffect(() => {
    setPlace(placeFrom(new URLSearchParams(window.location.search)));
    setIsRead(true);
  }, []);
  useEffect(() => {
    if (!isRead) return;
    const timer = setTimeout(() => {
      const address = `${window.location.pathname}${placeQuery(place)}`;
      if (address !== `${window.location.pathname}${window.location.search}`)
        window.history.replaceState(null, "", address);
    }, WRITE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [place, isRead]);
  return [place, setPlace];
}
