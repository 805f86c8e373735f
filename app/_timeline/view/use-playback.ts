import type { Replay } from "@dacapo/engine/timeline";
import { useCallback, useEffect, useState } from "react";
import { nextStep, type Speed } from "../layout/playback";

export interface Playback {
  readonly playing: boolean;
  readonly speed: Speed;
  readonly toggle: () => void;
  readonly stop: () => void;
  readonly setSpeed: (speed: Speed) => void;
}

/** Plays events at the pace they came in, times the speed. Begins again when started at the end. */
export function usePlayback(replay: Replay, position: number, onPosition: (n: number) => void): Playback {
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>(1);
  useEffect(() => {
    if (!playing) return;
    const step = nextStep(replay.events, position, speed);
    if (step === undefined) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => onPosition(step.position), step.delayMs);
    return () => clearTimeout(timer);
  }, [playing, replay, position, speed, onPosition]);
  const stop = useCallback(() => setPlaying(false), []);
  const toggle = () => {
    if (!playing && position >= replay.length) onPosition(Math.min(1, replay.length));
    setPlaying(!playing);
  };
  return { playing, speed, setSpeed, stop, toggle };
}
