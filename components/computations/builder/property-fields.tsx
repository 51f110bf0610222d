"use client";

import { Combobox, type ComboboxOption } from "@/components/ui/form/combobox";
import type { ConditionOf } from "@/lib/computations/schema/condition";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";
import { operatorsByType } from "@/lib/computations/schema/operators";
import { type ConditionIssues, useBuilder } from "./builder-context";
import { findProperty, getDefaultTest } from "./new-conditions";
import { ValueTestFields } from "./value-test-fields";

interface PropertyFieldsProps {
  condition: ConditionOf<"property">;
  issues: ConditionIssues;
  onChange: (condition: ConditionOf<"property">) => void;
}

export function PropertyFields({ condition, issues, onChange }: PropertyFieldsProps) {
  const { options, disabled } = useBuilder();
  const { name, test, not } = condition;
  const property = findProperty(options, name);

  const choose = (next: string) => {
    const type = findProperty(options, next)?.type;
    // An operator of another type would never hold.
    const keepsTest = type && property?.type === type;
    onChange(
      type && !keepsTest
        ? { ...condition, name: next, test: getDefaultTest(type), not: false }
        : { ...condition, name: next },
    );
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Combobox
        label="Property"
        placeholder="Choose a property"
        value={name || null}
        options={listOptions(options.properties)}
        onChange={choose}
        disabled={disabled}
        className="w-56 max-sm:w-full"
        {...issues.mark("name")}
      />
      {name !== "" && (
        <ValueTestFields
          test={test}
          not={not}
          operators={property ? operatorsByType[property.type] : null}
          suggestions={{ kind: options.kind, property: name }}
          mark={issues.mark}
          onChange={(next) => onChange({ ...condition, ...next })}
        />
      )}
      {name !== "" && !property && (
        <span className="w-full text-warning text-sm">No contact has had this property yet.</span>
      )}
    </div>
  );
}

const sourceGroups = { builtIn: "Built in", sent: "Other", computed: "Computed" };

/** Options of a group stand together. */
function listOptions(properties: ConditionOptions["properties"]): ComboboxOption[] {
  return properties.map(toOption).sort((a, b) => a.group.localeCompare(b.group));
}

function toOption({ name, label, source, group }: ConditionOptions["properties"][number]) {
  return {
    value: name,
    label,
    group: group ?? sourceGroups[source],
    hint: label === name ? undefined : name,
  };
}
