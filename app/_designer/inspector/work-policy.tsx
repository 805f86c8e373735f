"use client";

import type { Diagnostic } from "@dacapo/engine/compiler";
import { retryDelayMs } from "@dacapo/engine/model";
import { Switch } from "@mantine/core";
import { setRetry, setTimeoutMs } from "../document/commands/set-work-policy";
import { durationText } from "../document/duration";
import { DEFAULT_RETRY, type WorkNode } from "../document/node-settings";
import { problemsAt } from "../document/problems";
import { useDesigner } from "../session/designer-context";
import { ExpressionField } from "./expression-field";
import { Field } from "./field";
import classes from "./inspector.module.css";
import { NumberField } from "./number-field";
import { useKnown } from "./use-known";
import { withSetting } from "./with-setting";
import { WordsField } from "./words-field";

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
type Retry = NonNullable<WorkNode["retry"]>;

interface WorkPolicyProps {
  readonly node: WorkNode;
  readonly diagnostics: readonly Diagnostic[];
}

/** How often work is tried, how long it waits between, and how long one attempt may take. */
export function WorkPolicy({ node, diagnostics }: WorkPolicyProps) {
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
      {retry !== undefined && <RetryFields node={node} retry={retry} diagnostics={diagnostics} onChange={set} />}
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

function RetryFields(
  props: WorkPolicyProps & {
    readonly retry: Retry;
    readonly onChange: (field: string, retry: Retry) => void;
  },
) {
  const { node, retry, diagnostics, onChange } = props;
  const known = useKnown(node.id, "retry.retryIf");
  const set = <Key extends keyof Retry>(key: Key, value: Retry[Key] | undefined) =>
    onChange(key, withSetting(retry, key, value));
  return (
    <>
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
          onChange={(maxAttempts) => maxAttempts !== undefined && set("maxAttempts", maxAttempts)}
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
          onChange={(firstDelayMs) => firstDelayMs !== undefined && set("firstDelayMs", firstDelayMs)}
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
          onChange={(backoff) => backoff !== undefined && set("backoff", backoff)}
        />
      </div>
      <div className={classes.columns} style={{ gridTemplateColumns: "1fr 1fr 1fr" }}>
        <NumberField
          nodeId={node.id}
          field="retry.maxDelayMs"
          label="Longest wait"
          value={retry.maxDelayMs}
          min={0}
          max={DAY_MS}
          isInteger
          unit={1_000}
          suffix="s"
          placeholder="none"
          onChange={(maxDelayMs) => set("maxDelayMs", maxDelayMs)}
        />
        <NumberField
          nodeId={node.id}
          field="retry.jitter"
          label="Jitter"
          value={retry.jitter}
          min={0}
          max={1}
          unit={0.01}
          suffix="%"
          placeholder="0"
          onChange={(jitter) => set("jitter", jitter)}
        />
        <NumberField
          nodeId={node.id}
          field="retry.totalTimeoutMs"
          label="In all"
          value={retry.totalTimeoutMs}
          min={1}
          max={YEAR_MS}
          isInteger
          unit={1_000}
          suffix="s"
          placeholder="no limit"
          onChange={(totalTimeoutMs) => set("totalTimeoutMs", totalTimeoutMs)}
        />
      </div>
      <WordsField
        nodeId={node.id}
        field="retry.nonRetriable"
        label="Never again after"
        placeholder="codes or types, with commas between"
        values={retry.nonRetriable}
        problems={problemsAt(diagnostics, node.id, "retry.nonRetriable")}
        onChange={(codes) => set("nonRetriable", codes)}
      />
      <ExpressionField
        nodeId={node.id}
        field="retry.retryIf"
        label="Only if"
        type="boolean"
        isRequired={false}
        placeholder='error.code !== "NotFound"'
        hint="Reads the failed attempt as error. Empty: after every failure."
        value={retry.retryIf ?? ""}
        known={known}
        diagnostics={diagnostics}
        onChange={(text) => set("retryIf", text === "" ? undefined : text)}
      />
    </>
  );
}

function waitsText(retry: Retry): string {
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
