"use client";

import { useState } from "react";
import { CopyButton } from "./copy-button";
import { type JsonValue, jsonKind, membersOf, summarize } from "./json-summary";
import classes from "./json-view.module.css";

interface JsonViewProps {
  readonly value: JsonValue | undefined;
  /** What the value is: "Input of charge". */
  readonly label: string;
  /** How many levels are open at first. */
  readonly openDepth?: number;
}

/** A value so long is shown in part, so that one megabyte of text cannot stop the page. */
const TEXT_CHARS_SHOWN = 240;
/** More members than this are shown page by page. */
const MEMBERS_SHOWN = 100;

/** A JSON value as a tree. What is closed is not in the document, so size costs only where one looks. */
export function JsonView({ value, label, openDepth = 2 }: JsonViewProps) {
  if (value === undefined) return <p className={classes.nothing}>Nothing</p>;
  return (
    <figure className={classes.view} aria-label={label}>
      <span className={classes.copy}>
        <CopyButton label={`Copy ${label}`} text={() => JSON.stringify(value, null, 2)} />
      </span>
      <ul className={classes.list}>
        <Member value={value} depth={0} openDepth={openDepth} />
      </ul>
    </figure>
  );
}

interface MemberProps {
  readonly name?: string;
  readonly value: JsonValue;
  readonly depth: number;
  readonly openDepth: number;
}

function Member({ name, value, depth, openDepth }: MemberProps) {
  const kind = jsonKind(value);
  const container = kind === "array" || kind === "object";
  if (!container || summarize(value).length === 2) {
    return (
      <li className={classes.member}>
        <Name name={name} />
        {typeof value === "string" ? <Text text={value} /> : <span data-kind={kind}>{summarize(value)}</span>}
      </li>
    );
  }
  return <Container name={name} value={value} depth={depth} openDepth={openDepth} />;
}

function Container({
  name,
  value,
  depth,
  openDepth,
}: Omit<MemberProps, "name"> & { readonly name: string | undefined }) {
  const [open, setOpen] = useState(depth < openDepth);
  const [shown, setShown] = useState(MEMBERS_SHOWN);
  const [first, last] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const members = open ? membersOf(value) : [];
  return (
    <li className={classes.member}>
      <button type="button" className={classes.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Name name={name} />
        {open ? first : summarize(value)}
      </button>
      {open && (
        <>
          <ul className={classes.list} data-nested="">
            {members.slice(0, shown).map(([key, member]) => (
              <Member
                key={key}
                {...(Array.isArray(value) ? {} : { name: key })}
                value={member}
                depth={depth + 1}
                openDepth={openDepth}
              />
            ))}
            {members.length > shown && (
              <li>
                <button type="button" className={classes.more} onClick={() => setShown(shown + MEMBERS_SHOWN)}>
                  First {shown} of {members.length}. Show more
                </button>
              </li>
            )}
          </ul>
          {last}
        </>
      )}
    </li>
  );
}

function Name({ name }: { readonly name: string | undefined }) {
  if (name === undefined) return null;
  return <span className={classes.name}>{name}: </span>;
}

function Text({ text }: { readonly text: string }) {
  const [whole, setWhole] = useState(false);
  if (text.length <= TEXT_CHARS_SHOWN || whole) return <span data-kind="string">{JSON.stringify(text)}</span>;
  return (
    <>
      <span data-kind="string">{JSON.stringify(text.slice(0, TEXT_CHARS_SHOWN)).slice(0, -1)}…</span>{" "}
      <button type="button" className={classes.more} onClick={() => setWhole(true)}>
        Show all {text.length} characters
      </button>
    </>
  );
}
