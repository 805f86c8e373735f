"use client";

import type { Graph } from "@dacapo/engine/compiler";
import type { Json } from "@dacapo/engine/model";
import { Button, Modal, SegmentedControl } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { type SyntheticEvent, useMemo, useRef, useState } from "react";
import { ErrorNote } from "@/app/_ui/error-note";
import { Kbd } from "@/app/_ui/kbd";
import { fieldsOf, schemaText } from "../document/json-schema";
import { readJson } from "../document/literal-text";
import { fieldOfPath, firstInput, type InputTexts, readInput, textOf, textsOf } from "../document/run-input";
import { JsonInput } from "../expression/json-input";
import controls from "../inspector/inspector.module.css";
import { RunField } from "./run-field";

/** Why a run was not started: a sentence, and what is wrong with which part of the input. */
export interface StartRefusal {
  readonly message: string;
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

interface RunDialogProps {
  readonly graph: Graph;
  readonly sampleInput: Json | undefined;
  readonly onClose: () => void;
  /** Starts the run; answers only when that failed. */
  readonly onStart: (input: Json) => Promise<StartRefusal | undefined>;
}

/** Asks for the input of a run: by a form made of the input schema, or as JSON. */
export function RunDialog({ graph, sampleInput, onClose, onStart }: RunDialogProps) {
  const fields = useMemo(() => fieldsOf(graph.inputSchema), [graph.inputSchema]);
  const hasForm = fields !== undefined && fields.length > 0;
  const first = useMemo(() => firstInput(fields, sampleInput), [fields, sampleInput]);
  const [view, setView] = useState<"form" | "json">(hasForm ? "form" : "json");
  const [texts, setTexts] = useState<InputTexts>(() => textsOf(fields ?? [], first));
  const [jsonText, setJsonText] = useState(() => JSON.stringify(first, undefined, 2));
  const [refusal, setRefusal] = useState<StartRefusal>();
  const [isStarting, setIsStarting] = useState(false);
  // Ctrl+Enter in a text is a key and, for the browser, a submit too: the second one finds this set.
  const underWay = useRef(false);

  const typed = view === "form" ? readInput(fields ?? [], texts) : readJson(jsonText);
  const problemOf = (name: string): string | undefined => {
    if ("problems" in typed && typed.problems[name] !== undefined) return typed.problems[name];
    return (
      refusal?.problems
        .filter((problem) => fieldOfPath(problem.path) === name)
        .map((problem) => problem.message)
        .join(" ") || undefined
    );
  };
  const known = new Set(view === "form" ? (fields ?? []).map((field) => field.name) : []);
  const others = refusal?.problems.filter((problem) => !known.has(fieldOfPath(problem.path))) ?? [];

  const show = (next: "form" | "json") => {
    if (next === view) return;
    if (next === "json" && typed.ok)
      setJsonText(JSON.stringify("input" in typed ? typed.input : typed.value, undefined, 2));
    if (next === "form" && typed.ok && "value" in typed) setTexts(textsOf(fields ?? [], typed.value));
    setRefusal(undefined);
    setView(next);
  };

  const start = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!typed.ok || underWay.current) return;
    underWay.current = true;
    setIsStarting(true);
    setRefusal(undefined);
    const refused = await onStart("input" in typed ? typed.input : typed.value);
    if (refused === undefined) return;
    underWay.current = false;
    setRefusal(refused);
    setIsStarting(false);
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={`Run ${graph.name}`}
      size={520}
      closeButtonProps={{ "aria-label": "Close" }}
      // On the whole dialog: wherever in it one is, also on what stands outside of the form.
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void start(event);
      }}
    >
      <form className={controls.fields} onSubmit={(event) => void start(event)}>
        {hasForm && (
          <SegmentedControl
            style={{ justifySelf: "start" }}
            aria-label="How the input is given"
            value={view}
            onChange={(next) => show(next === "json" ? "json" : "form")}
            data={[
              { value: "form", label: "Form" },
              { value: "json", label: "JSON" },
            ]}
          />
        )}
        {view === "form" &&
          fields?.map((field) => (
            <RunField
              key={field.name}
              field={field}
              type={schemaText({
                type: field.type,
                ...field.rest,
                ...(field.enum !== undefined && { enum: field.enum }),
              })}
              text={textOf(texts, field.name)}
              problem={problemOf(field.name)}
              onChange={(text) => setTexts((before) => ({ ...before, [field.name]: text }))}
            />
          ))}
        {view === "json" && (
          <>
            {graph.inputSchema === undefined && (
              <p className={controls.hint}>The start node asks for nothing: any JSON is a good input.</p>
            )}
            <div className={controls.control} data-code data-invalid={!typed.ok}>
              <JsonInput label="Input as JSON" value={jsonText} onChange={setJsonText} minHeightPx={120} />
            </div>
            {!typed.ok && "message" in typed && (
              <p className={controls.problem} role="status">
                {typed.message}
              </p>
            )}
          </>
        )}
        {refusal !== undefined && (others.length > 0 || refusal.problems.length === 0) && (
          <ErrorNote title={others.length > 0 ? countText(refusal.problems.length) : refusal.message}>
            {others.length > 0 && (
              <ul>
                {others.map((problem) => (
                  <li key={`${problem.path} ${problem.message}`}>
                    {problem.path === "" || problem.message.startsWith(problem.path) ? "" : `${problem.path}: `}
                    {problem.message}
                  </li>
                ))}
              </ul>
            )}
          </ErrorNote>
        )}
        <div className={controls.row} style={{ justifyContent: "flex-end", marginTop: 6 }}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            // Who changes nothing starts with the next key.
            data-autofocus
            className={controls.primary ?? ""}
            loading={isStarting}
            disabled={!typed.ok}
            leftSection={<IconPlayerPlay size={14} aria-hidden />}
            rightSection={<Kbd>Ctrl ⏎</Kbd>}
          >
            Start run
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function countText(count: number): string {
  return count === 1
    ? "One part of the input is wrong, so no run was started."
    : `${count} parts of the input are wrong, so no run was started.`;
}
