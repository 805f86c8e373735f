"use client";

import { decodeJson, type Json } from "@dacapo/engine/model";
import type { NodeState } from "@dacapo/engine/timeline";
import { Button, Textarea, TextInput } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTRPC } from "@/app/_client/trpc";
import { ErrorNote } from "@/app/_ui/error-note";
import { JsonView } from "@/app/_ui/json-view";
import { fieldsOf, isObject } from "../_designer/document/json-schema";
import { fieldOfPath, type InputTexts, readInput, textsOf } from "../_designer/document/run-input";
import { InputFields } from "./input-fields";
import classes from "./inspector.module.css";
import { Section } from "./section";

interface AnswerApprovalProps {
  readonly runId: string;
  readonly node: NodeState;
  /** False in the past: the question is shown, and not asked. */
  readonly isLive: boolean;
}

/** What a run asks a person, and the person's answer. */
export function AnswerApproval({ runId, node, isLive }: AnswerApprovalProps) {
  const trpc = useTRPC();
  const asks = useMemo(() => askedOf(node), [node]);
  const fields = useMemo(() => fieldsOf(asks.form) ?? [], [asks.form]);
  const [texts, setTexts] = useState<InputTexts>(() => textsOf(fields, undefined));
  const [by, setBy] = useState("");
  const [comment, setComment] = useState("");
  const [wasTried, setWasTried] = useState(false);
  const answer = useMutation(trpc.runs.answerApproval.mutationOptions());
  const typed = readInput(fields, texts);
  const refused =
    answer.error?.data != null && "problems" in answer.error.data ? answer.error.data.problems : undefined;
  const problemOf = (name: string): string | undefined => {
    if (wasTried && !typed.ok && typed.problems[name] !== undefined) return typed.problems[name];
    return refused?.find((problem) => fieldOfPath(problem.path) === name)?.message;
  };

  const send = (approved: boolean) => {
    setWasTried(true);
    if (approved && !typed.ok) return;
    answer.mutate({
      runId,
      node: node.node,
      path: [...node.path],
      approved,
      ...(by.trim() !== "" && { by: by.trim() }),
      ...(comment.trim() !== "" && { comment: comment.trim() }),
      ...(fields.length > 0 && typed.ok && { form: typed.input }),
    });
  };

  return (
    <Section title="Question" beside={isLive ? "waits for a person" : undefined}>
      <div className={classes.ask}>
        <p className={classes.question}>{asks.question}</p>
        {asks.details !== undefined && <JsonView value={asks.details} label="Details of the question" />}
        {isLive && (
          <form
            className={classes.ask}
            aria-label={`Answer ${node.node}`}
            onSubmit={(event) => {
              event.preventDefault();
              send(true);
            }}
          >
            <InputFields fields={fields} texts={texts} onChange={setTexts} problemOf={problemOf} />
            <TextInput
              label="Who answers"
              value={by}
              maxLength={200}
              onChange={(event) => setBy(event.currentTarget.value)}
            />
            <Textarea
              label="Comment"
              autosize
              minRows={2}
              maxRows={8}
              maxLength={10_000}
              value={comment}
              onChange={(event) => setComment(event.currentTarget.value)}
            />
            {answer.error !== null && <ErrorNote title="The answer was not taken.">{answer.error.message}</ErrorNote>}
            {answer.data !== undefined && (
              <p className={classes.quiet} role="status">
                {answer.data.accepted
                  ? "The answer is on its way."
                  : "There was an answer already. The first one counts."}
              </p>
            )}
            <div className={classes.buttons}>
              <Button type="submit" loading={answer.isPending} leftSection={<IconCheck size={14} aria-hidden />}>
                Approve
              </Button>
              <Button
                variant="default"
                disabled={answer.isPending}
                leftSection={<IconX size={14} aria-hidden />}
                onClick={() => send(false)}
              >
                Reject
              </Button>
            </div>
          </form>
        )}
      </div>
    </Section>
  );
}

interface Asked {
  readonly question: string;
  readonly details?: Json;
  readonly form?: Parameters<typeof fieldsOf>[0];
}

function askedOf(node: NodeState): Asked {
  const asked = node.asks === undefined ? undefined : decodeJson(node.asks);
  if (!isObject(asked)) return { question: "" };
  const { question, details, form } = asked;
  return {
    question: typeof question === "string" ? question : JSON.stringify(question),
    ...(details !== undefined && { details }),
    ...(isObject(form) && { form }),
  };
}
