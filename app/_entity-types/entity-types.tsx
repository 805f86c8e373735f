"use client";

import { Button } from "@mantine/core";
import { IconBox, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { sentenceOf } from "@/app/_client/error";
import { useTRPC } from "@/app/_client/trpc";
import type { EntityInfo, EntityTypeCard } from "@/app/_server/api-types";
import { EmptyState } from "@/app/_ui/empty-state";
import { ErrorNote } from "@/app/_ui/error-note";
import { PageFrame } from "@/app/_ui/page-frame";
import { RelativeTime } from "@/app/_ui/relative-time";
import { FIRST_TYPE } from "./document/operations";
import classes from "./entity-types.module.css";

/** One's own types of entities, and those that are there already. */
export function EntityTypes() {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const types = useQuery(trpc.entityTypes.list.queryOptions());
  const creation = useMutation(
    trpc.entityTypes.create.mutationOptions({
      onSuccess: ({ entityTypeId }) => {
        void queries.invalidateQueries({ queryKey: trpc.entityTypes.list.pathKey() });
        router.push(`/entities/${encodeURIComponent(entityTypeId)}`);
      },
    }),
  );
  const trouble = types.error ?? types.failureReason ?? creation.error;
  const makeOne = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      loading={creation.isPending}
      onClick={() => creation.mutate({ entityType: FIRST_TYPE })}
    >
      New entity type
    </Button>
  );
  const isEmpty = types.data?.items.length === 0;
  return (
    <PageFrame title="Entities" actions={isEmpty ? undefined : makeOne}>
      <div className={classes.scroll}>
        {trouble !== null && (
          <ErrorNote title={creation.error === null ? "The types could not be read." : "The type was not made."}>
            {sentenceOf(trouble)}
          </ErrorNote>
        )}
        {isEmpty && (
          <EmptyState
            icon={<IconBox size={32} stroke={1.5} aria-hidden />}
            title="Keep what outlives a run"
            action={makeOne}
          >
            An entity is a small state that many runs share, such as an account or a stock: operations on it happen one
            after the other, each exactly once. Write a type of your own, and call it from any workflow.
          </EmptyState>
        )}
        {types.data !== undefined && types.data.items.length > 0 && (
          <ul className={classes.grid} aria-label="Entity types">
            {types.data.items.map((card) => (
              <TypeCard key={card.entityTypeId} card={card} />
            ))}
          </ul>
        )}
        {types.data !== undefined && (
          <section aria-labelledby="built-in">
            <h2 id="built-in" className={classes.heading}>
              There already
            </h2>
            <ul className={classes.grid} aria-label="Types that come with Dacapo">
              {types.data.builtIn.map((info) => (
                <BuiltInCard key={info.name} info={info} />
              ))}
            </ul>
          </section>
        )}
      </div>
    </PageFrame>
  );
}

function TypeCard({ card }: { readonly card: EntityTypeCard }) {
  const { entityTypeId, name, title, description, operations, revision, publishedRevision, updatedAt } = card;
  const state =
    publishedRevision === undefined
      ? "draft"
      : publishedRevision === revision
        ? "published"
        : "changed since published";
  return (
    <li className={classes.card}>
      <Link className={classes.open} href={`/entities/${encodeURIComponent(entityTypeId)}`}>
        {title === "" ? "Untitled type" : title}
      </Link>
      {name !== "" && name !== title && <code className={classes.name}>{name}</code>}
      {description !== "" && <p className={classes.description}>{description}</p>}
      <p className={classes.operations}>{operations.join(" · ") || "no operation yet"}</p>
      <p className={classes.foot}>
        <span>{state}</span>
        <RelativeTime atMs={updatedAt.getTime()} />
      </p>
    </li>
  );
}

function BuiltInCard({ info }: { readonly info: EntityInfo }) {
  return (
    <li className={classes.card} data-quiet>
      <b>{info.title}</b>
      <code className={classes.name}>{info.name}</code>
      <p className={classes.description}>{info.description}</p>
      <details className={classes.details}>
        <summary>{info.operations.length} operations</summary>
        <dl>
          {info.operations.map(({ name, description }) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{description}</dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}
