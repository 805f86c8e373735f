"use client";

import { useCallback, useEffect, useState } from "react";

/** A choice that outlives the visit, in this browser. The first frame shows the default, as the server did. */
export function useRemembered<Choice extends string>(
  key: string,
  initial: Choice,
  choices: readonly Choice[],
): readonly [Choice, (next: Choice) => void] {
  const [choice, setChoice] = useState(initial);
  const storageKey = `dacapo.${key}`;
  useEffect(() => {
    const stored = window.localStorage.getItem(storageKey);
    const known = choices.find((candidate) => candidate === stored);
    if (known !== undefined) setChoice(known);
  }, [storageKey, choices]);
  const remember = useCallback(
    (next: Choice) => {
      setChoice(next);
      window.localStorage.setItem(storageKey, next);
    },
    [storageKey],
  );
  return [choice, remember];
}
