"use client";

import { TextInput, Tooltip } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, type PointerEvent, type Ref, useId, useMemo, useState } from "react";
import { Kbd } from "@/app/_ui/kbd";
import { explanationFor, groupEntries, type PaletteEntry, searchEntries } from "../document/palette-entries";
import { NodeIcon } from "../nodes/icon";
import classes from "./palette.module.css";

interface PaletteListProps {
  readonly entries: readonly PaletteEntry[];
  readonly onPick: (entry: PaletteEntry) => void;
  /** A pointer went down on an entry: it may become a drag. */
  readonly onGrab?: (entry: PaletteEntry, event: PointerEvent<HTMLButtonElement>) => void;
  readonly searchRef?: Ref<HTMLInputElement>;
  readonly autoFocus?: boolean;
  readonly hint?: string;
}

/** Search and the entries that fit, in groups. Arrows choose, Enter picks. */
export function PaletteList(props: PaletteListProps) {
  const { entries, onPick, onGrab, searchRef, autoFocus = false, hint } = props;
  const listId = useId();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState<number>();
  const found = useMemo(() => searchEntries(entries, query), [entries, query]);
  const groups = useMemo(
    () => (query.trim() === "" ? groupEntries(found) : [{ title: "Found", entries: found }]),
    [found, query],
  );
  const order = useMemo(() => groups.flatMap((group) => group.entries), [groups]);
  const explanation = explanationFor(query);
  const chosen = active === undefined ? undefined : order[Math.min(active, order.length - 1)];

  const pick = (entry: PaletteEntry) => {
    setQuery("");
    setActive(undefined);
    onPick(entry);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const from = active ?? (step === 1 ? -1 : order.length);
      const next = (from + step + order.length) % Math.max(order.length, 1);
      setActive(next);
      document.getElementById(`${listId}-${order[next]?.key}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      const entry = chosen ?? (query.trim() === "" ? undefined : order[0]);
      if (entry === undefined) return;
      event.preventDefault();
      pick(entry);
    } else if (event.key === "Escape" && query !== "") {
      event.preventDefault();
      event.stopPropagation();
      setQuery("");
    }
  };

  return (
    <>
      <div className={classes.search}>
        <TextInput
          ref={searchRef}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setActive(undefined);
          }}
          onKeyDown={onKeyDown}
          placeholder="Search nodes"
          aria-label="Search nodes"
          aria-controls={listId}
          aria-activedescendant={chosen === undefined ? undefined : `${listId}-${chosen.key}`}
          role="combobox"
          aria-expanded
          aria-autocomplete="list"
          leftSection={<IconSearch size={14} aria-hidden />}
          rightSection={hint === undefined ? undefined : <Kbd>{hint}</Kbd>}
          data-autofocus={autoFocus || undefined}
        />
      </div>
      <div id={listId} className={classes.list}>
        {groups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h2>{group.title}</h2>
            {group.entries.map((entry) => (
              <Tooltip key={entry.key} label={entry.description} position="right" openDelay={600} multiline maw={240}>
                <button
                  type="button"
                  id={`${listId}-${entry.key}`}
                  className={classes.item}
                  data-active={entry === chosen}
                  data-entry={entry.key}
                  onPointerDown={(event) => onGrab?.(entry, event)}
                  onClick={() => pick(entry)}
                >
                  <NodeIcon name={entry.icon} size={17} />
                  <span>{entry.title}</span>
                </button>
              </Tooltip>
            ))}
          </section>
        ))}
        {explanation !== undefined && (
          <p className={classes.explanation} role="status">
            {explanation}
          </p>
        )}
        {order.length === 0 && explanation === undefined && (
          <p className={classes.none}>
            No node is called “{query}”. An activity must be registered with the engine to appear here.
          </p>
        )}
      </div>
    </>
  );
}
