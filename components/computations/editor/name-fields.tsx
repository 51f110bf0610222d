"use client";

import type { ReactNode } from "react";
import { useFirstFocus } from "@/components/forms/use-first-focus";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { Card } from "@/components/ui/layout/card";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";
import { toPropertyName } from "@/lib/computations/schema/names";
import type { Issue } from "@/lib/errors";
import { findIssue } from "./validate-draft";

interface NameFieldsProps {
  name: string;
  description: string;
  onChange: (values: { name?: string; description?: string }) => void;
  issues: Issue[];
  readOnly: boolean;
  /** Below the name: what the name becomes elsewhere. */
  help?: ReactNode;
  children?: ReactNode;
}

/** The name and the description of a computation, and further fields of its type. */
export function NameFields({
  name,
  description,
  onChange,
  issues,
  readOnly,
  help,
  children,
}: NameFieldsProps) {
  useFirstFocus(name === "" ? "name" : null);
  return (
    <Card>
      <div className="flex max-w-120 flex-col gap-4">
        <Field id={nameFieldId} label="Name" help={help} error={findIssue(issues, "name")}>
          <Input
            name="name"
            autoComplete="off"
            readOnly={readOnly}
            value={name}
            onChange={({ target }) => onChange({ name: target.value })}
          />
        </Field>
        <Field label="Description (optional)" error={findIssue(issues, "description")}>
          <Input
            autoComplete="off"
            readOnly={readOnly}
            value={description}
            onChange={({ target }) => onChange({ description: target.value })}
          />
        </Field>
        {children}
      </div>
    </Card>
  );
}

const nameFieldId = "computation-name";

interface PropertyNameHelpProps {
  /** Null until it is saved. */
  saved: string | null;
  /** Of the draft. */
  name: string;
  properties: ConditionOptions["properties"];
}

/** What a score or a computed property is called in the API. */
export function PropertyNameHelp({ saved, name, properties }: PropertyNameHelpProps) {
  if (saved === null && name.trim() === "") return "Its values are a property, named after it.";
  const derived = toPropertyName(name);
  const isTaken = properties.some((property) => property.name === derived);
  return (
    <>
      Its values are the property{" "}
      <code className="font-mono text-text">{saved ?? (isTaken ? `${derived}_computed` : derived)}</code>.
      {saved !== null && " It stays when the name changes."}
    </>
  );
}
