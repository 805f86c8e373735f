"use client";

import { HTTP_METHODS, type NodeOf } from "@dacapo/engine/compiler";
import { Field } from "./field";
import type { FormProps } from "./form-props";
import { HttpAnswer, HttpAuth } from "./http-extras";
import classes from "./inspector.module.css";
import { NamedValues } from "./named-values";
import { ValueInput } from "./value-input";

const URL_SCHEMA = { type: "string" };

export function HttpForm({ node, known, diagnostics, change }: FormProps<NodeOf<"http">>) {
  const { config } = node;
  const shared = { nodeId: node.id, known, diagnostics };
  return (
    <div className={classes.fields}>
      <Field field="config.method" label="Method">
        <div className={classes.control}>
          <select
            className={classes.plain}
            aria-label="Method"
            value={config.method}
            onChange={(event) => {
              const method = HTTP_METHODS.find((candidate) => candidate === event.currentTarget.value);
              if (method !== undefined) change("config.method", { ...config, method });
            }}
          >
            {HTTP_METHODS.map((method) => (
              <option key={method}>{method}</option>
            ))}
          </select>
        </div>
      </Field>
      <ValueInput
        {...shared}
        field="config.url"
        label="URL"
        schema={URL_SCHEMA}
        isRequired
        placeholder="https://"
        value={config.url}
        onChange={(url) => change("config.url", { ...config, url: url ?? { literal: "" } })}
      />
      <NamedValues
        {...shared}
        field="config.query"
        title="Query parameters"
        itemWord="parameter"
        values={config.query ?? {}}
        onChange={(query, field) => {
          const { query: _before, ...rest } = config;
          change(field, Object.keys(query).length === 0 ? rest : { ...rest, query });
        }}
      />
      <NamedValues
        {...shared}
        field="config.headers"
        title="Headers"
        itemWord="header"
        values={config.headers ?? {}}
        onChange={(headers, field) => {
          const { headers: _before, ...rest } = config;
          change(field, Object.keys(headers).length === 0 ? rest : { ...rest, headers });
        }}
      />
      {config.method !== "GET" && config.method !== "HEAD" && (
        <ValueInput
          {...shared}
          field="config.body"
          label="Body"
          startsAs="expression"
          value={config.body}
          hint="An object or list is sent as JSON."
          onChange={(body) => {
            const { body: _before, ...rest } = config;
            change("config.body", body === undefined ? rest : { ...rest, body });
          }}
        />
      )}
      <HttpAuth node={node} known={known} diagnostics={diagnostics} change={change} />
      <HttpAnswer node={node} known={known} diagnostics={diagnostics} change={change} />
    </div>
  );
}
