"use client";

import { Tooltip } from "@mantine/core";
import { IconBox, IconCpu, IconHistory, IconSitemap } from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ComponentType } from "react";
import { LogoMark } from "./logo";
import classes from "./rail.module.css";
import { ThemeToggle } from "./theme-toggle";

interface Place {
  readonly href: string;
  readonly name: string;
  readonly Icon: ComponentType<{ size: number; stroke: number; "aria-hidden": true }>;
}

const PLACES: readonly Place[] = [
  { href: "/", name: "Workflows", Icon: IconSitemap },
  { href: "/runs", name: "Runs", Icon: IconHistory },
  { href: "/entities", name: "Entities", Icon: IconBox },
  { href: "/engine", name: "Engine", Icon: IconCpu },
];

/** The way between the product's places, at the left of each list. */
export function Rail() {
  const path = usePathname();
  return (
    <nav className={classes.rail} aria-label="Main">
      <Link href="/" className={classes.mark} aria-label="Dacapo, home">
        <LogoMark size={22} />
      </Link>
      {PLACES.map(({ href, name, Icon }) => (
        <Tooltip key={href} label={name} position="right">
          <Link
            href={href}
            className={classes.place}
            aria-label={name}
            aria-current={path === href ? "page" : undefined}
          >
            <Icon size={20} stroke={1.6} aria-hidden />
          </Link>
        </Tooltip>
      ))}
      <div className={classes.end}>
        <ThemeToggle position="right" />
      </div>
    </nav>
  );
}
