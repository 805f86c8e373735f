"use client";

import { Modal } from "@mantine/core";
import { Kbd } from "@/app/_ui/kbd";
import { SHORTCUT_SHEET } from "./session/shortcuts";
import classes from "./workflow-designer.module.css";

/** What the keyboard can do. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" size={680} closeButtonProps={{ "aria-label": "Close" }}>
      <div className={classes.sheet}>
        {SHORTCUT_SHEET.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.rows.map(([keys, what]) => (
                <div key={keys}>
                  <dt>
                    <Kbd>{keys}</Kbd>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
