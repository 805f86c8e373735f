"use client";

import type { EntityType } from "@dacapo/engine/compiler";
import type { Json } from "@dacapo/engine/model";
import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { sentenceOf } from "@/app/_client/error";
import { useTRPC } from "@/app/_client/trpc";
import type { TriedOperation } from "@/app/_server/api-types";
import { ErrorNote } from "@/app/_ui/error-note";
import { JsonView } from "@/app/_ui/json-view";
import controls from "../_designer/inspector/inspector.module.css";
import { SelectField } from "../_designer/inspector/select-field";
import classes from "./entity-type-editor.module.css";
import { JsonField } from "./json-field";

/** An operation on a state that nobody keeps: what would come of it, before the type is published. */
export function TryPane({ type }: { readonly type: EntityType }) {
  const trpc = useTRPC();
  const trial = useMutation(trpc.entityTypes.tryOperation.mutationOptions());
  const [chosen, choose] = useState<string>();
  const [state, setState] = useState<{ readonly value: Json | undefined; readonly typed: number }>({
    value: undefined,
    typed: 0,
  });
  const [input, setInput] = useState<Json | undefined>(undefined);
  const [unread, setUnread] = useState<ReadonlySet<string>>(new Set());
  const names = type.operations.map(({ name }) => name);
  const operation = chosen !== undefined && names.includes(chosen) ? chosen : (names[0] ?? "");
  const onRead = (field: string, isRead: boolean) =>
    setUnread((before) => new Set(isRead ? [...before].filter((each) => each !== field) : [...before, field]));
  if (names.length === 0) return <p className={controls.hint}>Add an operation, and try it here.</p>;
  return (
    <div className={controls.fields}>
      <p className={controls.hint}>Nothing is stored: the operation runs on this state, with its real limits.</p>
      <SelectField
        field="try.operation"
        label="Operation to try"
        value={operation}
        choices={names.map((name) => ({ value: name, label: name }))}
        onChange={choose}
      />
      <JsonField
        key={state.typed}
        field="try.state"
        label="State before"
        placeholder="the initial state"
        value={state.value}
        onChange={(value) => setState((before) => ({ ...before, value }))}
        onRead={onRead}
      />
      <JsonField
        field="try.input"
        label="Input to try"
        placeholder="none"
        value={input}
        onChange={setInput}
        onRead={onRead}
      />
      <div>
        <Button
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          loading={trial.isPending}
          disabled={unread.size > 0}
          onClick={() =>
            trial.mutate({
              entityType: type,
              operation,
              ...(state.value !== undefined && { state: state.value }),
              ...(input !== undefined && { input }),
            })
          }
        >
          Try {operation}
        </Button>
      </div>
      <div aria-live="polite">
        {trial.error !== null && <ErrorNote title="It could not be tried.">{sentenceOf(trial.error)}</ErrorNote>}
        {trial.data !== undefined && (
          <Tried tried={trial.data} onGoOn={(value) => setState(({ typed }) => ({ value, typed: typed + 1 }))} />
        )}
      </div>
    </div>
  );
}

function Tried({ tried, onGoOn }: { readonly tried: TriedOperation; readonly onGoOn: (state: Json) => void }) {
  switch (tried.kind) {
    case "failed":
      return (
        <ErrorNote title={`It fails with ${tried.failure.code}.`}>
          {tried.failure.message} The state stays as it was.
        </ErrorNote>
      );
    case "completed": {
      const { state, result } = tried;
      return (
        <section aria-label="What came of it" className={classes.tried}>
          <h3>Result</h3>
          <JsonView value={result} label="Result" />
          <h3>State after it</h3>
          {state === undefined ? (
            <p className={controls.hint}>It is forgotten.</p>
          ) : (
            <JsonView value={state} label="State after it" />
          )}
          {state !== undefined && (
            <Button variant="default" size="compact-xs" onClick={() => onGoOn(state)}>
              Go on from this state
            </Button>
          )}
        </section>
      );
    }
  }
}
