"use client";

import { checkEntityType, type EntityType } from "@dacapo/engine/compiler";
import type { JsonObject } from "@dacapo/engine/model";
import { Button, Menu, Tabs, Tooltip } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconChevronDown, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useMemo, useState } from "react";
import { type ApiError, sentenceOf } from "@/app/_client/error";
import { useTRPC } from "@/app/_client/trpc";
import type { EntityTypeDraft } from "@/app/_server/api-types";
import { ErrorNote } from "@/app/_ui/error-note";
import { PageFrame } from "@/app/_ui/page-frame";
import { ProblemLines } from "../_designer/inspector/field";
import controls from "../_designer/inspector/inspector.module.css";
import { TextField } from "../_designer/inspector/text-field";
import { replaceOperation, withOperation, withoutOperation, withSetting } from "./document/operations";
import { allProblems, problemsOf, whyNotPublish } from "./document/problems";
import classes from "./entity-type-editor.module.css";
import { JsonField } from "./json-field";
import { LivingEntities } from "./living-entities";
import { OperationCard } from "./operation-card";
import { TryPane } from "./try-pane";
import { useServerCheck } from "./use-server-check";

interface EntityTypeEditorProps {
  readonly draft: EntityTypeDraft;
  /** Reads it again, and forgets what was not saved. */
  readonly onReload: () => void;
}

/** A type of entity as one writes it: its settings, what is wrong with them, and beside them what it does. */
export function EntityTypeEditor({ draft, onReload }: EntityTypeEditorProps) {
  const { entityTypeId } = draft;
  const [type, setType] = useState(draft.entityType);
  const [saved, setSaved] = useState({ type: draft.entityType, revision: draft.revision });
  const [published, setPublished] = useState({ name: draft.published?.name, revision: draft.publishedRevision });
  const [unread, setUnread] = useState<ReadonlySet<string>>(new Set());
  // Cards keep what is typed in them: after one was removed the others must not take over its texts.
  const [cardIds, setCardIds] = useState(() => draft.entityType.operations.map((_, index) => index));

  const there = useServerCheck(type, entityTypeId);
  const diagnostics = useMemo(() => allProblems(checkEntityType(type), there.diagnostics), [type, there.diagnostics]);
  const isSaved = saved.type === type;
  const blocked = whyNotPublish(diagnostics, unread.size);
  const { save, publish, remove } = useEntityTypeActions({
    entityTypeId,
    type,
    revision: saved.revision,
    isSaved,
    onSaved: (revision, what) => setSaved({ type: what, revision }),
    onPublished: (revision, what) => setPublished({ name: what.name, revision }),
  });
  const isBusy = save.isPending || publish.isPending;
  useHotkeys([["mod+S", () => unread.size === 0 && !isBusy && save.mutate()]], []);
  useWarningBeforeLeaving(!isSaved || unread.size > 0);

  const onRead = (field: string, isRead: boolean) =>
    setUnread((before) => new Set(isRead ? [...before].filter((each) => each !== field) : [...before, field]));
  const set = (key: keyof EntityType & string, value: unknown) =>
    setType(withSetting(type, key, (value === "" ? undefined : value) as never));
  const trouble: ApiError | null = publish.error ?? save.error ?? remove.error;
  const isInForce = isSaved && published.revision === saved.revision;

  return (
    <PageFrame
      title={type.title?.trim() || type.name || "Untitled type"}
      beside={
        <span className={classes.status} role="status">
          {isSaved
            ? isInForce
              ? "Published"
              : published.revision === undefined
                ? "Saved, not published"
                : "Saved, an earlier revision is published"
            : "Not saved"}
        </span>
      }
      actions={
        <>
          <Button component={Link} href="/entities" variant="subtle">
            All entity types
          </Button>
          <Menu position="bottom-end" width={280}>
            <Menu.Target>
              <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
                More
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<IconTrash size={16} stroke={1.75} aria-hidden />}
                aria-label="Delete this type"
                onClick={() => remove.mutate({ entityTypeId })}
              >
                Delete this type
                <span className={classes.menuHint}>
                  What its entities keep stays. Nothing can be asked of them any more.
                </span>
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <Button
            variant="default"
            loading={save.isPending}
            disabled={isSaved || unread.size > 0 || isBusy}
            onClick={() => save.mutate()}
          >
            Save
          </Button>
          <Tooltip label={blocked ?? "Its entities work so from now on; what they keep stays."}>
            <Button
              loading={publish.isPending}
              disabled={blocked !== undefined || isInForce || isBusy}
              onClick={() => publish.mutate()}
            >
              Publish
            </Button>
          </Tooltip>
        </>
      }
    >
      <div className={classes.body}>
        <div className={classes.form}>
          {trouble !== null && (
            <ErrorNote
              title={
                publish.error !== null
                  ? "The type is not published."
                  : save.error !== null
                    ? "The type is not saved."
                    : "The type is not deleted."
              }
              action={
                trouble.data?.code === "CONFLICT" && remove.error === null ? (
                  <Button variant="default" onClick={onReload}>
                    Load it again and lose these changes
                  </Button>
                ) : undefined
              }
            >
              {sentenceOf(trouble)}
            </ErrorNote>
          )}
          <section className={classes.group} aria-label="What it is">
            <div className={controls.columns}>
              <TextField
                field="name"
                label="Name"
                isRequired
                isCode
                placeholder="account"
                hint="What workflows call it. It cannot change once it is published."
                value={type.name}
                problems={problemsOf(diagnostics, "name")}
                onChange={(name) => setType({ ...type, name: name.slice(0, 80) })}
              />
              <TextField
                field="title"
                label="Title"
                placeholder={type.name || "Account"}
                value={type.title ?? ""}
                onChange={(title) => set("title", title.slice(0, 80))}
              />
            </div>
            <TextField
              field="description"
              label="Description"
              value={type.description ?? ""}
              onChange={(description) => set("description", description.slice(0, 2_000))}
            />
            <div className={controls.columns}>
              <JsonField
                field="stateSchema"
                label="State schema"
                hint="JSON Schema. A state that does not fit fails the operation that made it."
                placeholder="any state"
                isObject
                minHeightPx={72}
                value={type.stateSchema}
                problems={problemsOf(diagnostics, "stateSchema")}
                onChange={(schema) => set("stateSchema", schema as JsonObject | undefined)}
                onRead={onRead}
              />
              <JsonField
                field="initialState"
                label="Initial state"
                hint="What an entity has before anything was asked of it."
                placeholder="null"
                minHeightPx={72}
                value={type.initialState}
                problems={problemsOf(diagnostics, "initialState")}
                onChange={(state) => setType({ ...type, initialState: state ?? null })}
                onRead={onRead}
              />
            </div>
          </section>
          <section className={classes.group} aria-label="Operations">
            <h2 className={classes.heading}>Operations</h2>
            <ProblemLines problems={diagnostics.filter(({ field }) => field === "operations")} />
            {type.operations.map((operation, index) => (
              <OperationCard
                key={cardIds[index]}
                operation={operation}
                index={index}
                stateSchema={type.stateSchema}
                diagnostics={diagnostics}
                onChange={(next) => setType((before) => replaceOperation(before, index, next))}
                onRemove={() => {
                  setType(withoutOperation(type, index));
                  setCardIds(cardIds.filter((_, at) => at !== index));
                  setUnread(new Set([...unread].filter((field) => !field.startsWith("operations."))));
                }}
                onRead={onRead}
              />
            ))}
            <div>
              <Button
                variant="default"
                leftSection={<IconPlus size={14} aria-hidden />}
                onClick={() => {
                  setType(withOperation(type));
                  setCardIds([...cardIds, Math.max(-1, ...cardIds) + 1]);
                }}
              >
                Add operation
              </Button>
            </div>
          </section>
        </div>
        <aside className={classes.side} aria-label="What it does">
          <Tabs defaultValue="try" keepMounted>
            <Tabs.List aria-label="What it does">
              <Tabs.Tab value="try">Try</Tabs.Tab>
              <Tabs.Tab value="entities">Entities</Tabs.Tab>
              <Tabs.Tab value="code">Code</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="try" pt={12}>
              <TryPane type={type} />
            </Tabs.Panel>
            <Tabs.Panel value="entities" pt={12}>
              <LivingEntities name={published.name} />
            </Tabs.Panel>
            <Tabs.Panel value="code" pt={12}>
              {there.code === undefined ? (
                <p className={controls.hint}>The code that the type becomes stands here when nothing is wrong.</p>
              ) : (
                // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
                <section className={classes.code} aria-label="Code of the type" tabIndex={0}>
                  <pre>{there.code}</pre>
                </section>
              )}
            </Tabs.Panel>
          </Tabs>
        </aside>
      </div>
    </PageFrame>
  );
}

interface Actions {
  readonly entityTypeId: string;
  readonly type: EntityType;
  readonly revision: number;
  readonly isSaved: boolean;
  readonly onSaved: (revision: number, type: EntityType) => void;
  readonly onPublished: (revision: number, type: EntityType) => void;
}

/** What is done with a type. To publish is to save first, so that what is in force is what one sees. */
function useEntityTypeActions({ entityTypeId, type, revision, isSaved, onSaved, onPublished }: Actions) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const renew = () => {
    void queries.invalidateQueries({ queryKey: trpc.entityTypes.list.pathKey() });
    void queries.invalidateQueries({ queryKey: trpc.catalog.get.pathKey() });
  };
  const saveCall = useMutation(trpc.entityTypes.save.mutationOptions());
  const publishCall = useMutation(trpc.entityTypes.publish.mutationOptions());
  const saveNow = async (): Promise<number> => {
    if (isSaved) return revision;
    const { revision: next } = await saveCall.mutateAsync({
      entityTypeId,
      expectedRevision: revision,
      entityType: type,
    });
    onSaved(next, type);
    return next;
  };
  const save = useMutation<number, ApiError>({ mutationFn: saveNow, onSuccess: renew });
  const publish = useMutation<void, ApiError>({
    mutationFn: async () => {
      const expectedRevision = await saveNow();
      const { publishedRevision } = await publishCall.mutateAsync({ entityTypeId, expectedRevision });
      onPublished(publishedRevision, type);
    },
    onMutate: () => save.reset(),
    onSuccess: renew,
  });
  const remove = useMutation(
    trpc.entityTypes.delete.mutationOptions({
      onSuccess: () => {
        renew();
        router.push("/entities");
      },
    }),
  );
  return { save, publish, remove };
}

/** The browser asks before what was not saved is lost. */
function useWarningBeforeLeaving(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isNeeded]);
}
