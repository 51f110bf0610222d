"use client";

import { Input } from "@/components/ui/form/input";
import { Select } from "@/components/ui/form/select";
import { type CalendarPeriod, calendarPeriods, type Window } from "@/lib/computations/schema/window";
import { findFirstInstant, toWallClock } from "@/lib/wall-clock";
import { type ConditionIssues, useBuilder } from "./builder-context";
import { createWindow } from "./new-conditions";
import { NumberOperand } from "./value-test-fields";

interface WindowFieldsProps {
  window: Window;
  /** Of the workspace: the times of a range between two dates are in it. */
  timeZone: string;
  mark: ConditionIssues["mark"];
  onChange: (window: Window) => void;
}

const rangeLabels = {
  ever: "ever",
  lastDays: "in the last … days",
  lastHours: "in the last … hours",
  daysAgo: "between … and … days ago",
  between: "between two times",
} as const;

/** Chooses a range of time for events. */
export function WindowFields({ window, timeZone, mark, onChange }: WindowFieldsProps) {
  const { disabled } = useBuilder();
  const choose = (choice: string) => {
    if (choice in calendarPeriods) return onChange({ range: "period", period: choice as CalendarPeriod });
    onChange(createWindow(choice as Window["range"], window, new Date()));
  };
  return (
    <>
      <Select
        aria-label="When"
        value={window.range === "period" ? window.period : window.range}
        disabled={disabled}
        onChange={({ target }) => choose(target.value)}
        className="max-w-full [&>select]:field-sizing-content"
        {...mark("window.range")}
      >
        {Object.entries(rangeLabels).map(([range, label]) => (
          <option key={range} value={range}>
            {label}
          </option>
        ))}
        <optgroup label="Calendar">
          {Object.entries(calendarPeriods).map(([period, label]) => (
            <option key={period} value={period}>
              {label}
            </option>
          ))}
        </optgroup>
      </Select>
      <RangeFields window={window} timeZone={timeZone} mark={mark} onChange={onChange} />
    </>
  );
}

function RangeFields({ window, timeZone, mark, onChange }: WindowFieldsProps) {
  switch (window.range) {
    case "ever":
    case "period":
      return null;
    case "lastDays":
      return (
        <NumberOperand
          label="Days"
          value={window.days}
          min={1}
          max={730}
          step={1}
          onChange={(days) => onChange({ ...window, days })}
          {...mark("window.days")}
        />
      );
    case "lastHours":
      return (
        <NumberOperand
          label="Hours"
          value={window.hours}
          min={1}
          max={2_160}
          step={1}
          onChange={(hours) => onChange({ ...window, hours })}
          {...mark("window.hours")}
        />
      );
    case "daysAgo":
      return (
        <span className="flex items-center gap-2">
          <NumberOperand
            label="Days ago, from"
            value={window.from}
            min={1}
            max={730}
            step={1}
            onChange={(from) => onChange({ ...window, from })}
            {...mark("window.from")}
          />
          and
          <NumberOperand
            label="Days ago, to"
            value={window.to}
            min={0}
            max={729}
            step={1}
            onChange={(to) => onChange({ ...window, to })}
            {...mark("window.to")}
          />
        </span>
      );
    case "between":
      return (
        <span className="flex flex-wrap items-center gap-2">
          <TimeInput
            label="From"
            value={window.from}
            timeZone={timeZone}
            onChange={(from) => onChange({ ...window, from })}
            {...mark("window.from")}
          />
          and
          <TimeInput
            label="Until"
            value={window.to}
            timeZone={timeZone}
            onChange={(to) => onChange({ ...window, to })}
            {...mark("window.to")}
          />
        </span>
      );
  }
}

interface TimeInputProps extends ReturnType<ConditionIssues["mark"]> {
  label: string;
  /** An instant in ISO 8601; empty if incomplete. */
  value: string;
  timeZone: string;
  onChange: (value: string) => void;
}

function TimeInput({ label, value, timeZone, onChange, ...marks }: TimeInputProps) {
  const { disabled } = useBuilder();
  return (
    <Input
      type="datetime-local"
      aria-label={`${label} (${timeZone})`}
      value={toLocal(value, timeZone)}
      disabled={disabled}
      onChange={({ target }) => onChange(toInstant(target.value, timeZone))}
      className="w-54"
      {...marks}
    />
  );
}

/** "2026-11-24T09:30" in the time zone. */
function toLocal(instant: string, timeZone: string): string {
  const time = Date.parse(instant);
  return Number.isNaN(time) ? "" : new Date(toWallClock(time, timeZone)).toISOString().slice(0, 16);
}

function toInstant(local: string, timeZone: string): string {
  const wallClock = Date.parse(`${local}Z`);
  return Number.isNaN(wallClock) ? "" : new Date(findFirstInstant(wallClock, timeZone)).toISOString();
}
