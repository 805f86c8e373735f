"use client";

import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import classes from "./inspector.module.css";

/** A part of the inspector that can be folded away. */
export function Section(props: {
  readonly title: string;
  readonly note?: string;
  readonly isOpenAtFirst?: boolean;
  readonly children: ReactNode;
}) {
  const { title, note, isOpenAtFirst = true, children } = props;
  const [isOpen, setIsOpen] = useState(isOpenAtFirst);
  // Folded, what was open stays where it is, so that a problem in it can still be found and shown.
  const [wasOpen, setWasOpen] = useState(isOpenAtFirst);
  const toggle = () => {
    setIsOpen(!isOpen);
    setWasOpen(true);
  };
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <section className={classes.section} aria-label={title}>
      <button type="button" className={classes.sectionHead} aria-expanded={isOpen} onClick={toggle}>
        <Chevron size={14} aria-hidden />
        {title}
        {note !== undefined && <span>{note}</span>}
      </button>
      {wasOpen && <div hidden={!isOpen}>{children}</div>}
    </section>
  );
}
