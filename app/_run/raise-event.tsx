"use client";

import type { JsonObject } from "@dacapo/engine/model";
import { Button } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTRPC } from "@/app/_client/trpc";
import { ErrorNote } from "@/app/_ui/error-note";
import { fieldsOf, schemaText } from "../_designer/document/json-schema";
import { readJson } from "../_designer/document/literal-text";
import { type InputTexts, readInput, textsOf } from "../_designer/document/run-input";
import { JsonInput } from "../_designer/expression/json-input";
import controls from "../_designer/inspector/inspector.module.css";
import { InputFields } from "./input-fields";
import classes from "./inspector.module.css";
import { Section } from "./section";

interface RaiseEventProps {
  readonly runId: string;
  readonly event: string;
  /** What the payload must be, where the drawing says so. */
  readonly schema: Readonly<JsonObject> | undefined;
}

/** Raises the event that a node waits for: with a form where the payload is described, else as JSON. */
export function RaiseEvent({ runId, event, schema }: RaiseEventProps) {
  const trpc = useTRPC();
  const fields = useMemo(() => fieldsOf(schema) ?? [], [schema]);
  const [texts, setTexts] = useState<InputTexts>(() => textsOf(fields, undefined));
  const [jsonText, setJsonText] = useState("{}");
  const [wasTried, setWasTried] = useState(false);
  const raising = useMutation(trpc.runs.raiseEvent.mutationOptions());
  const form = readInput(fields, texts);
  const json = readJson(jsonText);
  const hasForm = fields.length > 0;
  const send = () => {
    setWasTried(true);
    if (hasForm && form.ok) raising.mutate({ runId, event, payload: form.input });
    else if (!hasForm && json.ok) raising.mutate({ runId, event, payload: json.value });
  };
  return (
    <Section title="Event" beside={event}>
      <form
        className={classes.ask}
        aria-label={`Raise ${event}`}
        onSubmit={(submitted) => {
          submitted.preventDefault();
          send();
        }}
      >
        {hasForm ? (
          <InputFields
            fields={fields}
            texts={texts}
            onChange={setTexts}
            problemOf={(name) => (wasTried && !form.ok ? form.problems[name] : undefined)}
          />
        ) : (
          <>
            {schema !== undefined && <p className={classes.quiet}>The payload is {schemaText(schema)}.</p>}
            <div className={controls.control} data-code data-invalid={!json.ok}>
              <JsonInput label="Payload as JSON" value={jsonText} onChange={setJsonText} minHeightPx={60} />
            </div>
            {!json.ok && (
              <p className={controls.problem} role="status">
                {json.message}
              </p>
            )}
          </>
        )}
        {raising.error !== null && <ErrorNote title="The event was not raised.">{raising.error.message}</ErrorNote>}
        {raising.data !== undefined && (
          <p className={classes.quiet} role="status">
            The event is on its way.
          </p>
        )}
        <div className={classes.buttons}>
          <Button type="submit" loading={raising.isPending} leftSection={<IconSend size={14} aria-hidden />}>
            Raise the event
          </Button>
        </div>
      </form>
    </Section>
  );
}
