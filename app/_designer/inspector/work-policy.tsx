"use client";

import { retryDelayMs } from "@dacapo/engine/model";
import { Switch } from "@mantine/core";
import { setRetry, setTimeoutMs } from "../document/commands/set-work-policy";
import { durationText } from "../document/face";
import { DEFAULT_RETRY, type WorkNode } from "../document/node-settings";
import { useDesigner } from "../session/designer-context";
import { Field } from "./field";
import classes from "./inspector.module.css";
import { NumberField } from "./number-field";

const DAY_MS = 86_400_000;

/** How often an activity is tried, how long it waits between, and how long one attempt may take. */
export function WorkPolicy({ node }: { readonly node: WorkNode }) {
  const { store } = useDesigner();
  const { retry, timeoutMs } = node;
  const set = (field: string, next: WorkNode["retry"]) =>
    store.run(
      `Change the retries of ${node.name}`,
      (document) => setRetry(document, node.id, next),
      `${node.id} ${field}`,
    );
  return (
    <div className={classes.fields}>
      <Field field="retry" label="Retry" type={retry === undefined ? "tried once" : waitsText(retry)}>
        <Switch
          label="Try again after a failure"
          checked={retry !== undefined}
          onChange={(event) => set("retry", event.currentTarget.checked ? { ...DEFAULT_RETRY } : undefined)}
        />
      </Field>
      {retry !== undefined && (
        <div className={classes.columns} style={{ gridTemplateColumns: "1fr 1fr 1fr" }}>
          <NumberField
            nodeId={node.id}
            field="retry.maxAttempts"
            label="Attempts"
            value={retry.maxAttempts}
            min={1}
            max={1_000}
            isInteger
            isRequired
            onChange={(maxAttempts) => maxAttempts !== undefined && set("maxAttempts", { ...retry, maxAttempts })}
          />
          <NumberField
            nodeId={node.id}
            field="retry.firstDelayMs"
            label="First wait"
            value={retry.firstDelayMs}
            min={0}
            max={DAY_MS}
            isInteger
            unit={1_000}
            suffix="s"
            isRequired
            onChange={(firstDelayMs) => firstDelayMs !== undefined && set("firstDelayMs", { ...retry, firstDelayMs })}
          />
          <NumberField
            nodeId={node.id}
            field="retry.backoff"
            label="Factor"
            value={retry.backoff ?? 2}
            min={1}
            max={100}
            suffix="×"
            isRequired
            onChange={(backoff) => backoff !== undefined && set("backoff", { ...retry, backoff })}
          />
        </div>
      )}
      <NumberField
        nodeId={node.id}
        field="timeoutMs"
        label="Timeout"
        value={timeoutMs}
        min={1}
        max={DAY_MS}
        isInteger
        unit={1_000}
        suffix="s per attempt"
        placeholder="none"
        onChange={(next) =>
          store.run(
            `Change the timeout of ${node.name}`,
            (document) => setTimeoutMs(document, node.id, next),
            `${node.id} timeout`,
          )
        }
      />
    </div>
  );
}

function waitsText(retry: NonNullable<WorkNode["retry"]>): string {
  const policy = {
    maxAttempts: retry.maxAttempts,
    firstDelayMs: retry.firstDelayMs,
    ...(retry.backoff !== undefined && { backoff: retry.backoff }),
    ...(retry.maxDelayMs !== undefined && { maxDelayMs: retry.maxDelayMs }),
  };
  const shown = Math.min(retry.maxAttempts - 1, 4);
  if (shown < 1) return "tried once";
  const waits = Array.from({ length: shown }, (_, index) => durationText(retryDelayMs(policy, index + 2)));
  return `waits ${waits.join(", ")}${retry.maxAttempts - 1 > shown ? ", …" : ""}`;
}
