"use client";

import { useCallback, useEffect, useRef, useState } from "react";

const SHOWN_MS = 5_000;

/** A sentence that is shown for a while: why something that was tried did not happen. */
export function useNotice(): readonly [string | undefined, (text: string) => void] {
  const [notice, setNotice] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const say = useCallback((text: string) => {
    setNotice(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setNotice(undefined), SHOWN_MS);
  }, []);
  return [notice, say];
}
