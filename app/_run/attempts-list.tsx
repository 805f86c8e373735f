import type { Attempt, NodeState } from "@dacapo/engine/timeline";
import { durationText } from "@dacapo/engine/timeline";
import { StateGlyph } from "@/app/_ui/state-glyph";
import classes from "./inspector.module.css";

interface AttemptsListProps {
  readonly node: NodeState;
  readonly nowMs: number;
  readonly runStartMs: number;
  readonly onLookAt: (seq: number) => void;
}

/** Every try of an activity: when, how long, how it ended; the event is a way to it. */
export function AttemptsList({ node, nowMs, runStartMs, onLookAt }: AttemptsListProps) {
  return (
    <ol className={classes.attempts}>
      {node.attempts.map((attempt) => {
        const startMs = attempt.startedAtMs ?? node.scheduledAtMs;
        const seq = attempt.endedSeq ?? attempt.startedSeq;
        const state = stateOf(attempt, node);
        return (
          <li key={attempt.attempt} className={classes.attempt}>
            <span className={classes.number}>{attempt.attempt}</span>
            <StateGlyph state={state} size={16} />
            <span className={classes.what} title={attempt.failure?.message}>
              {attempt.failure?.message ?? WORDS[state]}
            </span>
            <span className={classes.time} title={`Began ${durationText(startMs - runStartMs)} into the run`}>
              {durationText((attempt.endedAtMs ?? nowMs) - startMs)}
              {seq !== undefined && (
                <>
                  {" · "}
                  <button
                    type="button"
                    className={classes.event}
                    aria-label={`Look at event ${seq}`}
                    onClick={() => onLookAt(seq)}
                  >
                    e{seq}
                  </button>
                </>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

const WORDS = { running: "runs", failed: "failed", cancelled: "cancelled", completed: "done" } as const;

function stateOf(attempt: Attempt, node: NodeState): keyof typeof WORDS {
  if (attempt.endedAtMs === undefined) return "running";
  if (attempt.failure !== undefined) return "failed";
  return node.status === "cancelled" ? "cancelled" : "completed";
}
