"use client";

import { Button, FileButton, Modal, Textarea, TextInput } from "@mantine/core";
import { IconFileImport, IconFolderOpen } from "@tabler/icons-react";
import { type DragEvent, type FormEvent, useEffect, useEffectEvent, useState } from "react";
import { sentenceOf } from "@/app/_client/error";
import { ErrorNote } from "@/app/_ui/error-note";
import classes from "./import-dialog.module.css";
import { ImportReport } from "./import-report";
import { useImportDefinition } from "./use-import-definition";

const FILE_TYPES = ".json,.yaml,.yml,.asl";
const CHARACTERS_MAX = 1_048_576;

interface ImportDialogProps {
  /** A file to begin with. */
  readonly file?: File;
  readonly onClose: () => void;
}

/** Takes a workflow from elsewhere: pasted, dropped or from a file. What became of it is shown before it is opened. */
export function ImportDialog({ file, onClose }: ImportDialogProps) {
  const { reading, opening } = useImportDefinition();
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [isOver, setIsOver] = useState(false);
  const drawing = reading.data;

  const change = (next: string) => {
    reading.reset();
    opening.reset();
    setText(next);
  };
  const take = async (file: File | null | undefined) => {
    if (file === null || file === undefined) return;
    const read = await file.text();
    const called = name || file.name.replace(/(?:\.asl)?\.(?:json|ya?ml|asl)$/i, "");
    setName(called);
    change(read);
    reading.mutate({ text: read, ...named(called) });
  };
  const begin = useEffectEvent(() => take(file));
  useEffect(() => void begin(), []);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    void take(event.dataTransfer.files.item(0));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (drawing !== undefined) opening.mutate(drawing);
    else reading.mutate({ text, ...named(name) });
  };
  const isTooLong = text.length > CHARACTERS_MAX;

  return (
    <Modal opened onClose={onClose} title="Import a workflow" size={640} closeButtonProps={{ "aria-label": "Close" }}>
      <form className={classes.form} onSubmit={submit}>
        <p className={classes.lead}>
          A state machine of AWS Step Functions (Amazon States Language), or a workflow of Dacapo; as JSON or YAML.
        </p>
        <Textarea
          label="Definition"
          placeholder="Paste it here, or drop a file"
          data-autofocus
          autosize
          minRows={drawing === undefined ? 9 : 3}
          maxRows={drawing === undefined ? 16 : 3}
          spellCheck={false}
          classNames={{ input: classes.text ?? "" }}
          data-over={isOver || undefined}
          value={text}
          onChange={(event) => change(event.currentTarget.value)}
          onDragOver={(event) => {
            event.preventDefault();
            setIsOver(true);
          }}
          onDragLeave={() => setIsOver(false)}
          onDrop={drop}
          error={isTooLong ? `The text has more than ${CHARACTERS_MAX} characters.` : undefined}
        />
        <TextInput
          label="Name of the workflow"
          placeholder="Imported workflow"
          maxLength={120}
          value={name}
          onChange={(event) => {
            reading.reset();
            setName(event.currentTarget.value);
          }}
        />
        {reading.error !== null && (
          <ErrorNote title="It was not imported.">
            {sentenceOf(reading.error)}
            <Problems problems={reading.error.data?.problems ?? []} />
          </ErrorNote>
        )}
        {opening.error !== null && <ErrorNote title="The workflow was not made.">{opening.error.message}</ErrorNote>}
        {drawing !== undefined && <ImportReport drawing={drawing} />}
        <div className={classes.actions}>
          <FileButton accept={FILE_TYPES} onChange={(file) => void take(file)}>
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconFolderOpen size={16} aria-hidden />}>
                Choose a file
              </Button>
            )}
          </FileButton>
          <Button
            type="submit"
            leftSection={<IconFileImport size={16} aria-hidden />}
            disabled={text.trim() === "" || isTooLong}
            loading={reading.isPending || opening.isPending}
          >
            {drawing === undefined ? "Read it" : "Open in the designer"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

const named = (name: string) => (name.trim() === "" ? {} : { name: name.trim() });

interface ProblemsProps {
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

function Problems({ problems }: ProblemsProps) {
  if (problems.length === 0) return null;
  return (
    <ul className={classes.problems}>
      {problems.map(({ path, message }) => (
        <li key={`${path} ${message}`}>
          {path !== "" && <code>{path}</code>} {message}
        </li>
      ))}
    </ul>
  );
}
