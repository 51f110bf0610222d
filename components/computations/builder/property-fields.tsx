"use client";

import { Combobox } from "@/components/ui/form/combobox";
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
        aria-label="Property"
        placeholder="Choose a property"
        value={name}
        options={options.properties.map(toOption)}
        onChange={choose}
        disabled={disabled}
        emptyText="No such property."
        className="w-56 max-sm:w-full"
        {...issues.mark("name")}
      />
      {name !== "" && (
        <ValueTestFields
          test={test}
          not={not}
          operators={property ? operatorsByType[property.type] : null}
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

const sourceHints = { builtIn: "Built in", sent: null, computed: "Computed" };

function toOption({ name, label, source, group }: ConditionOptions["properties"][number]) {
  return { value: name, label, hint: group ?? sourceHints[source] ?? (label === name ? null : name) };
}
