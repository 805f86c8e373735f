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
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <section className={classes.section} aria-label={title}>
      <button type="button" className={classes.sectionHead} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <Chevron size={14} aria-hidden />
        {title}
        {note !== undefined && <span>{note}</span>}
      </button>
      {isOpen && children}
    </section>
  );
}
