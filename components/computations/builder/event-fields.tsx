"use client";

import { Plus, X } from "lucide-react";
import { useId, useRef, useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { Combobox, type ComboboxOption } from "@/components/ui/form/combobox";
import { Select } from "@/components/ui/form/select";
import {
  type ConditionOf,
  type EventFilter,
  maxEventFilters,
  maxTimes,
} from "@/lib/computations/schema/condition";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";
import { type ConditionIssues, useBuilder } from "./builder-context";
import { MetadataName } from "./metadata-name";
import { NumberOperand, ValueTestFields } from "./value-test-fields";
import { WindowFields } from "./window-fields";

type EventCondition = ConditionOf<"event">;

interface EventFieldsProps {
  condition: EventCondition;
  issues: ConditionIssues;
  onChange: (condition: EventCondition) => void;
}

export function EventFields({ condition, issues: { mark }, onChange }: EventFieldsProps) {
  const { options } = useBuilder();
  const { event, count, window, where } = condition;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <EventCombobox
          event={event}
          mark={mark}
          onChange={(next) => onChange({ ...condition, event: next })}
        />
        <CountFields count={count} mark={mark} onChange={(next) => onChange({ ...condition, count: next })} />
        <WindowFields
          window={window}
          timeZone={options.timeZone}
          mark={mark}
          onChange={(next) => onChange({ ...condition, window: next })}
        />
      </div>
      <EventFilters
        event={event}
        where={where}
        mark={mark}
        onChange={(next) => onChange({ ...condition, where: next })}
      />
    </>
  );
}

interface EventComboboxProps {
  event: string;
  mark: ConditionIssues["mark"];
  onChange: (event: string) => void;
}

export function EventCombobox({ event, mark, onChange }: EventComboboxProps) {
  const { options, disabled } = useBuilder();
  return (
    <Combobox
      label="Event"
      placeholder="Choose an event"
      value={event || null}
      options={listOptions(options.events)}
      onChange={onChange}
      allowsNew
      disabled={disabled}
      className="w-56 max-sm:w-full"
      {...mark("event")}
    />
  );
}

/** Options of a group stand together, after those without one. */
function listOptions(events: ConditionOptions["events"]): ComboboxOption[] {
  return events
    .map(({ name, label, group }) => ({ value: name, label, group, hint: label === name ? undefined : name }))
    .sort((a, b) => (a.group ?? "").localeCompare(b.group ?? ""));
}

const countLabels = { atLeast: "at least", atMost: "at most", exactly: "exactly" } as const;

interface CountFieldsProps {
  count: EventCondition["count"];
  mark: ConditionIssues["mark"];
  onChange: (count: EventCondition["count"]) => void;
}

/** "never" is at most 0 times. */
function CountFields({ count, mark, onChange }: CountFieldsProps) {
  const { disabled } = useBuilder();
  // A 0 that is being typed may become 05: the field stays until it loses the focus.
  const [isTyping, setIsTyping] = useState(false);
  const isNever = count.operator === "atMost" && count.times === 0 && !isTyping;
  const choose = (choice: string) => {
    if (choice === "never") return onChange({ operator: "atMost", times: 0 });
    const operator = choice as EventCondition["count"]["operator"];
    onChange({ operator, times: isNever ? 1 : count.times });
  };
  return (
    <>
      <Select
        aria-label="How often"
        value={isNever ? "never" : count.operator}
        disabled={disabled}
        onChange={({ target }) => choose(target.value)}
        {...mark("count.operator")}
      >
        {Object.entries(countLabels).map(([operator, label]) => (
          <option key={operator} value={operator}>
            {label}
          </option>
        ))}
        <option value="never">never</option>
      </Select>
      {!isNever && (
        <span className="flex items-center gap-2">
          <NumberOperand
            label="Times"
            value={count.times}
            min={0}
            max={maxTimes}
            step={1}
            onFocus={() => setIsTyping(true)}
            onBlur={() => setIsTyping(false)}
            onChange={(times) => onChange({ ...count, times })}
            {...mark("count.times")}
          />
          {count.times === 1 ? "time" : "times"}
        </span>
      )}
    </>
  );
}

interface EventFiltersProps {
  event: string;
  where: EventFilter[];
  mark: ConditionIssues["mark"];
  onChange: (where: EventFilter[]) => void;
}

const newFilter: EventFilter = { name: "", test: { operator: "is", value: "" }, not: false };

/** Tests of the event's metadata: only events that pass all of them count. */
export function EventFilters({ event, where, mark, onChange }: EventFiltersProps) {
  const { disabled } = useBuilder();
  const id = useId();
  const addButton = useRef<HTMLButtonElement>(null);
  const nameId = (index: number) => `${id}-name-${index}`;

  const add = () => {
    onChange([...where, newFilter]);
    requestAnimationFrame(() => document.getElementById(nameId(where.length))?.focus());
  };
  const remove = (index: number) => {
    onChange(where.toSpliced(index, 1));
    requestAnimationFrame(() => addButton.current?.focus());
  };
  return (
    <>
      {where.length > 0 && (
        <ul className="flex flex-col gap-2">
          {where.map((filter, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: filters have no ids, and a field commits its typed text on blur, before a removal.
            <li key={index} className="flex items-start gap-2">
              <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2">
                <span className="w-12 text-muted text-sm">{index === 0 ? "where" : "and"}</span>
                <MetadataName
                  id={nameId(index)}
                  label="Metadata name"
                  event={event}
                  value={filter.name}
                  onChange={(name) => onChange(where.with(index, { ...filter, name }))}
                  className="w-44 max-sm:w-auto max-sm:min-w-0 max-sm:flex-1"
                  {...mark(`where.${index}.name`)}
                />
                <ValueTestFields
                  test={filter.test}
                  not={filter.not}
                  operators={null}
                  suggestions={filter.name === "" || event === "" ? null : { event, metadata: filter.name }}
                  mark={(field) => mark(`where.${index}.${field}`)}
                  onChange={(change) => onChange(where.with(index, { ...filter, ...change }))}
                />
              </div>
              {!disabled && (
                <IconButton label="Remove filter" className="text-muted" onClick={() => remove(index)}>
                  <X />
                </IconButton>
              )}
            </li>
          ))}
        </ul>
      )}
      {!disabled && where.length < maxEventFilters && (
        <Button
          ref={addButton}
          variant="ghost"
          onClick={add}
          className="self-start px-2 font-normal text-muted"
        >
          <Plus />
          Add filter
        </Button>
      )}
    </>
  );
}
