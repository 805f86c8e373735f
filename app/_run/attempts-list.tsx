import type { Attempt, NodeState } from "@dacapo/engine/timeline";
import { durationText } from "@dacapo/engine/timeline";
import { useState } from "react";
import { StateGlyph } from "@/app/_ui/state-glyph";
import { FailureView } from "./failure-view";
import classes from "./inspector.module.css";

interface AttemptsListProps {
  readonly node: NodeState;
  readonly nowMs: number;
  readonly runStartMs: number;
  readonly onLookAt: (seq: number) => void;
}

/** Every try of an activity: when, how long, how it ended. A failed one opens to its reason and stack. */
export function AttemptsList({ node, nowMs, runStartMs, onLookAt }: AttemptsListProps) {
  const [openAttempt, setOpenAttempt] = useState<number>();
  return (
    <ol className={classes.attempts}>
      {node.attempts.map((attempt) => {
        const startMs = attempt.startedAtMs ?? node.scheduledAtMs;
        const seq = attempt.endedSeq ?? attempt.startedSeq;
        const state = stateOf(attempt, node);
        const isOpen = openAttempt === attempt.attempt;
        return (
          <li key={attempt.attempt}>
            <div className={classes.attempt}>
              <span className={classes.number}>{attempt.attempt}</span>
              <StateGlyph state={state} size={16} />
              {attempt.failure === undefined ? (
                <span className={classes.what}>{WORDS[state]}</span>
              ) : (
                <button
                  type="button"
                  className={`${classes.what} ${classes.reason}`}
                  aria-expanded={isOpen}
                  title={attempt.failure.message}
                  onClick={() => setOpenAttempt(isOpen ? undefined : attempt.attempt)}
                >
                  {attempt.failure.message}
                </button>
              )}
              <span className={classes.time} title={`Began ${durationText(startMs - runStartMs)} into the run`}>
                +{durationText(startMs - runStartMs)} · {durationText((attempt.endedAtMs ?? nowMs) - startMs)}
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
            </div>
            {isOpen && attempt.failure !== undefined && <FailureView failure={attempt.failure} />}
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
