"use client";

import type { NodeOf } from "@dacapo/engine/compiler";
import { problemsAt } from "../document/problems";
import type { FormProps } from "./form-props";
import classes from "./inspector.module.css";
import { NumberField } from "./number-field";
import { SchemaForm } from "./schema-form";
import { SelectField } from "./select-field";
import { SwitchField } from "./switch-field";
import { TextField } from "./text-field";
import { withSetting } from "./with-setting";

type HttpProps = FormProps<NodeOf<"http">>;
type Auth = NonNullable<NodeOf<"http">["config"]["auth"]>;

const KINDS = [
  { value: "none", label: "Nobody" },
  { value: "bearer", label: "Bearer token" },
  { value: "basic", label: "User and password" },
  { value: "header", label: "A header of its own" },
] as const;

/** Who asks. Secrets are named here, and known to the activity alone. */
export function HttpAuth({ node, diagnostics, change }: HttpProps) {
  const { config } = node;
  const { auth } = config;
  const set = (next: Auth | undefined, field: string) => change(field, withSetting(config, "auth", next));
  return (
    <div className={classes.fields}>
      <SelectField
        field="config.auth"
        label="Who asks"
        value={auth?.kind ?? "none"}
        choices={KINDS}
        problems={diagnostics.filter((problem) => problem.nodeId === node.id && problem.field === "config.auth")}
        onChange={(kind) => set(authOf(kind, auth?.secret ?? ""), "config.auth")}
      />
      {auth?.kind === "basic" && (
        <TextField
          field="config.auth.user"
          label="User"
          isRequired
          value={auth.user}
          problems={problemsAt(diagnostics, node.id, "config.auth.user")}
          onChange={(user) => set({ ...auth, user: user.slice(0, 1_000) }, "config.auth.user")}
        />
      )}
      {auth?.kind === "header" && (
        <TextField
          field="config.auth.header"
          label="Header"
          isRequired
          placeholder="X-Api-Key"
          value={auth.header}
          problems={problemsAt(diagnostics, node.id, "config.auth.header")}
          onChange={(header) => set({ ...auth, header: header.slice(0, 200) }, "config.auth.header")}
        />
      )}
      {auth !== undefined && (
        <TextField
          field="config.auth.secret"
          label="Name of the secret"
          isRequired
          isCode
          hint="Its value is kept by the server: no history and no drawing ever holds it."
          value={auth.secret}
          problems={problemsAt(diagnostics, node.id, "config.auth.secret")}
          onChange={(secret) => set({ ...auth, secret: secret.slice(0, 200) }, "config.auth.secret")}
        />
      )}
    </div>
  );
}

function authOf(kind: (typeof KINDS)[number]["value"], secret: string): Auth | undefined {
  switch (kind) {
    case "none":
      return undefined;
    case "bearer":
      return { kind, secret };
    case "basic":
      return { kind, user: "", secret };
    case "header":
      return { kind, header: "", secret };
  }
}

const WORDS = { key: "response", fieldWord: "answer field", empty: "Without fields, any answer is a good one." };

/** What of the answers is a success, and what their body looks like. */
export function HttpAnswer({ node, diagnostics, change }: HttpProps) {
  const { config } = node;
  return (
    <div className={classes.fields}>
      <SelectField
        field="config.onErrorStatus"
        label="A status from 400 up"
        value={config.onErrorStatus ?? "fail"}
        choices={[
          { value: "fail", label: "Fails the node" },
          { value: "accept", label: "Is an answer like any other" },
        ]}
        onChange={(next) =>
          change("config.onErrorStatus", withSetting(config, "onErrorStatus", next === "accept" ? next : undefined))
        }
      />
      <TextField
        field="config.expectedStatus"
        label="Expected statuses"
        placeholder="200-299, 404"
        hint="Only these are a success, whatever is said above. Empty: as said above."
        value={config.expectedStatus ?? ""}
        problems={problemsAt(diagnostics, node.id, "config.expectedStatus")}
        onChange={(text) =>
          change(
            "config.expectedStatus",
            withSetting(config, "expectedStatus", text === "" ? undefined : text.slice(0, 200)),
          )
        }
      />
      <SwitchField
        field="config.poll"
        label="Later answers"
        says="Asks again after a 202"
        hint="At the address in Location, as often as Retry-After says, until there is an answer."
        isOn={config.poll !== undefined}
        onChange={(isOn) => change("config.poll", withSetting(config, "poll", isOn ? {} : undefined))}
      />
      {config.poll !== undefined && (
        <NumberField
          nodeId={node.id}
          field="config.poll.everyMs"
          label="Asks every"
          value={config.poll.everyMs}
          min={100}
          max={86_400_000}
          unit={1_000}
          isInteger
          suffix="s"
          placeholder="as Retry-After says"
          onChange={(everyMs) =>
            change("config.poll.everyMs", { ...config, poll: everyMs === undefined ? {} : { everyMs } })
          }
        />
      )}
      <div className={classes.label}>
        <span>Body of the answer</span>
      </div>
      <SchemaForm
        nodeId={node.id}
        field="config.responseSchema"
        what="the answer"
        words={WORDS}
        schema={config.responseSchema}
        hint="Draft 2020-12. A body that does not fit fails the node with ResponseInvalid."
        diagnostics={diagnostics}
        onChange={(schema, field) => change(field, withSetting(config, "responseSchema", schema))}
      />
    </div>
  );
}
