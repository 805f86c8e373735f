"use client";

import { ActionIcon, Button } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";
import { useDesigner } from "../session/designer-context";
import classes from "./inspector.module.css";

interface CardListProps<Item> {
  readonly nodeId: string;
  /** The list's path, as diagnostics name it. */
  readonly field: string;
  readonly title?: string;
  readonly hint?: string;
  /** What one of them is called: `case`, `variable`. */
  readonly itemWord: string;
  readonly items: readonly Item[];
  /** What the buttons of an item call it. */
  readonly nameOf: (item: Item, index: number) => string;
  readonly canReorder?: boolean;
  readonly onChange: (items: Item[], field: string) => void;
  readonly makeItem: () => Item;
  /** The item's controls; the first of them stands beside its buttons. */
  readonly children: (
    item: Item,
    index: number,
    path: string,
    replace: (item: Item, field: string) => void,
  ) => {
    readonly first: ReactNode;
    readonly rest?: ReactNode;
  };
}

/** A list of settings of one shape, each on a card of its own: added at the end, taken out, moved up and down. */
export function CardList<Item>(props: CardListProps<Item>) {
  const {
    nodeId,
    field,
    title,
    hint,
    itemWord,
    items,
    nameOf,
    canReorder = false,
    onChange,
    makeItem,
    children,
  } = props;
  const { store } = useDesigner();
  const root = useRef<HTMLDivElement>(null);
  const set = (next: Item[]) => {
    onChange(next, field);
    // The places in the list mean others now, and half-typed text is kept by place.
    store.forgetDrafts(nodeId, field);
  };
  const move = (from: number, to: number) => {
    const next = [...items];
    next.splice(to, 0, ...next.splice(from, 1));
    set(next);
    // The same button of the item that was moved keeps the focus, so that it can be moved on.
    requestAnimationFrame(() => {
      const card = root.current?.querySelectorAll(":scope > [data-card]")[to];
      card?.querySelector<HTMLElement>(`[data-move="${to > from ? "down" : "up"}"]:not([data-disabled])`)?.focus();
    });
  };
  return (
    <div ref={root} className={classes.fields} data-field={field}>
      {title !== undefined && (
        <div className={classes.label}>
          <span>{title}</span>
        </div>
      )}
      {hint !== undefined && <p className={classes.hint}>{hint}</p>}
      {items.map((item, index) => {
        const path = `${field}.${index}`;
        const name = nameOf(item, index);
        const replace = (next: Item, changed: string) =>
          onChange(
            items.map((before, at) => (at === index ? next : before)),
            changed,
          );
        const { first, rest } = children(item, index, path, replace);
        return (
          <div key={path} className={classes.card} data-card>
            <div className={classes.row}>
              <div className={classes.grow}>{first}</div>
              {canReorder && (
                <>
                  <ActionIcon
                    mt={20}
                    data-move="up"
                    aria-label={`Move ${name} up`}
                    disabled={index === 0}
                    onClick={() => move(index, index - 1)}
                  >
                    <IconArrowUp size={14} aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    mt={20}
                    data-move="down"
                    aria-label={`Move ${name} down`}
                    disabled={index === items.length - 1}
                    onClick={() => move(index, index + 1)}
                  >
                    <IconArrowDown size={14} aria-hidden />
                  </ActionIcon>
                </>
              )}
              <ActionIcon
                mt={20}
                aria-label={`Remove ${name}`}
                onClick={() => set(items.filter((_, at) => at !== index))}
              >
                <IconTrash size={14} aria-hidden />
              </ActionIcon>
            </div>
            {rest}
          </div>
        );
      })}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange([...items, makeItem()], field)}
        >
          Add {itemWord}
        </Button>
      </div>
    </div>
  );
}
