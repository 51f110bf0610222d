"use client";

import { useId } from "react";
import { useBuilder, useConditionIssues } from "@/components/computations/builder/builder-context";
import { EventCombobox, EventFilters } from "@/components/computations/builder/event-fields";
import { MetadataName } from "@/components/computations/builder/metadata-name";
import { WindowFields } from "@/components/computations/builder/window-fields";
import { Combobox } from "@/components/ui/form/combobox";
import { Field, FieldError } from "@/components/ui/form/field";
import { Select } from "@/components/ui/form/select";
import { type PropertyFormula, resultTypes } from "@/lib/computations/schema/computation";
import {
  createFormula,
  type EventFormula,
  type FormulaFunction,
  formulaFunctions,
  resultTypeLabels,
} from "./formulas";

interface FormulaFieldsProps {
  formula: PropertyFormula;
  onChange: (formula: PropertyFormula) => void;
}

/** Edits a formula. Inside of FieldsProvider, with the path of the formula. */
export function FormulaFields({ formula, onChange }: FormulaFieldsProps) {
  const { disabled } = useBuilder();
  return (
    <div className="flex flex-col gap-4">
      <Field label="Function" className="max-w-120">
        <Select
          value={formula.function}
          disabled={disabled}
          onChange={({ target }) => onChange(createFormula(target.value as FormulaFunction, formula))}
        >
          {Object.entries(formulaFunctions).map(([name, { label }]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      {formula.function === "daysSince" ? (
        <DateField property={formula.property} onChange={(property) => onChange({ ...formula, property })} />
      ) : (
        <EventFields formula={formula} onChange={onChange} />
      )}
    </div>
  );
}

interface DateFieldProps {
  property: string;
  onChange: (property: string) => void;
}

function DateField({ property, onChange }: DateFieldProps) {
  const { options, disabled } = useBuilder();
  const { messages } = useConditionIssues([], useId());
  const dates = options.properties.filter(({ type }) => type === "date");
  return (
    <Field
      label="Date"
      help="Whole days to today, in the time zone of the workspace. Negative before the date."
      error={messages[0]}
      className="max-w-120"
    >
      <Combobox
        value={property || null}
        options={dates.map(({ name, label }) => ({
          value: name,
          label,
          hint: label === name ? undefined : name,
        }))}
        placeholder={dates.length === 0 ? "No property is a date" : "Choose a date"}
        disabled={disabled}
        onChange={onChange}
      />
    </Field>
  );
}

interface EventFieldsProps {
  formula: EventFormula;
  onChange: (formula: PropertyFormula) => void;
}

function EventFields({ formula, onChange }: EventFieldsProps) {
  const { options } = useBuilder();
  const errorId = useId();
  const { mark, messages } = useConditionIssues([], errorId);
  return (
    <>
      {"field" in formula && <MetadataField formula={formula} onChange={onChange} />}
      <fieldset className="flex min-w-0 flex-col gap-2">
        <legend className="pb-1.5 font-medium">Of the events</legend>
        <div className="flex flex-wrap items-center gap-2">
          <EventCombobox
            event={formula.event}
            mark={mark}
            onChange={(event) => onChange({ ...formula, event })}
          />
          <WindowFields
            window={formula.window}
            timeZone={options.timeZone}
            mark={mark}
            onChange={(window) => onChange({ ...formula, window })}
          />
        </div>
        <EventFilters
          event={formula.event}
          where={formula.where}
          mark={mark}
          onChange={(where) => onChange({ ...formula, where })}
        />
        {messages.length > 0 && <FieldError id={errorId}>{messages.join(" ")}</FieldError>}
      </fieldset>
    </>
  );
}

interface MetadataFieldProps {
  formula: Extract<EventFormula, { field: string | null }>;
  onChange: (formula: PropertyFormula) => void;
}

/** The name of a metadata field. The first and the last event have a time as well. */
function MetadataField({ formula, onChange }: MetadataFieldProps) {
  const { disabled } = useBuilder();
  const id = useId();
  const { mark } = useConditionIssues([], id);
  if (formula.function !== "first" && formula.function !== "last") {
    return (
      <Field label="Metadata field" className="max-w-120">
        <MetadataName
          event={formula.event}
          value={formula.field ?? ""}
          onChange={(next) => onChange({ ...formula, field: next })}
          {...mark("field")}
        />
      </Field>
    );
  }
  const { field, resultType } = formula;
  return (
    <div className="grid max-w-120 items-start gap-4 sm:grid-cols-2">
      <Field label="Value">
        <Select
          disabled={disabled}
          value={field === null ? "time" : "field"}
          onChange={({ target }) =>
            onChange(
              target.value === "time"
                ? { ...formula, field: null, resultType: "date" }
                : { ...formula, field: "", resultType: "string" },
            )
          }
        >
          <option value="time">Time of the event</option>
          <option value="field">Metadata field</option>
        </Select>
      </Field>
      {field !== null && (
        <>
          <Field label="Type">
            <Select
              disabled={disabled}
              value={resultType}
              onChange={({ target }) =>
                onChange({ ...formula, resultType: target.value as (typeof resultTypes)[number] })
              }
            >
              {resultTypes.map((type) => (
                <option key={type} value={type}>
                  {resultTypeLabels[type]}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Metadata field" className="sm:col-span-2">
            <MetadataName
              event={formula.event}
              value={field}
              onChange={(next) => onChange({ ...formula, field: next })}
              {...mark("field")}
            />
          </Field>
        </>
      )}
    </div>
  );
}
