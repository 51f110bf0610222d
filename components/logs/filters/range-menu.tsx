"use client";

import { Check, ChevronDown, Clock } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/overlay/popover";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { useTimeZone } from "@/components/ui/time/local-time";
import { useShortcut } from "@/components/ui/use-shortcut";
import { type LogFilter, type TimeRangeName, timeRanges } from "@/lib/logs/schema";
import { day, minute } from "@/lib/time";
import { describeTimeRange, listPresets, parseInputRange, toInputTime } from "./time-range";

type RangeFilter = Pick<LogFilter, "range" | "from" | "to">;

interface RangeMenuProps {
  filter: RangeFilter;
  onChange: (filter: RangeFilter) => void;
  /** Null: nothing is deleted by age. */
  retentionDays: number | null;
}

export function RangeMenu({ filter, onChange, retentionDays }: RangeMenuProps) {
  const timeZone = useTimeZone();
  const [open, setOpen] = useState(false);
  useShortcut("t", () => setOpen(true));
  const select = (timeRange: { range?: TimeRangeName; from?: Date; to?: Date }) => {
    setOpen(false);
    onChange({ range: undefined, from: undefined, to: undefined, ...timeRange });
  };
  const isCustom = Boolean(filter.from ?? filter.to);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <Tooltip content="Time range" shortcut="T">
        <PopoverTrigger asChild>
          <Button className="max-sm:flex-1 max-sm:justify-start">
            <Clock className="text-muted" />
            <span className="sr-only">Time range: </span>
            {describeTimeRange(filter, retentionDays, timeZone)}
            <ChevronDown className="text-muted max-sm:ml-auto" />
          </Button>
        </PopoverTrigger>
      </Tooltip>
      <PopoverContent aria-label="Time range" className="w-80">
        <ul className="p-1">
          {listPresets(retentionDays).map((range) => (
            <Choice
              key={range}
              label={timeRanges[range].label}
              selected={!isCustom && filter.range === range}
              onSelect={() => select({ range })}
            />
          ))}
          <Choice
            label={describeTimeRange({}, retentionDays, timeZone)}
            note={retentionDays === null ? undefined : "everything"}
            selected={!isCustom && !listPresets(retentionDays).some((range) => range === filter.range)}
            onSelect={() => select({})}
          />
        </ul>
        <CustomRange
          key={String(open)}
          filter={filter}
          timeZone={timeZone}
          retentionDays={retentionDays}
          onApply={select}
        />
      </PopoverContent>
    </Popover>
  );
}

interface ChoiceProps {
  label: string;
  note?: string | undefined;
  selected: boolean;
  onSelect: () => void;
}

function Choice({ label, note, selected, onSelect }: ChoiceProps) {
  return (
    <li>
      <button
        type="button"
        aria-current={selected || undefined}
        onClick={onSelect}
        className="flex h-control w-full items-center gap-2 rounded-control px-2 text-left -outline-offset-2 hover:bg-hover"
      >
        {label}
        {note && <span className="text-muted text-sm">{note}</span>}
        {selected && <Check aria-hidden className="ml-auto size-4 text-muted" />}
      </button>
    </li>
  );
}

interface CustomRangeProps {
  filter: RangeFilter;
  timeZone: string;
  retentionDays: number | null;
  onApply: (timeRange: { from?: Date; to?: Date }) => void;
}

/** A custom range in the reader's time zone. Either end may stay empty. */
function CustomRange({ filter, timeZone, retentionDays, onApply }: CustomRangeProps) {
  const [from, setFrom] = useState(filter.from ? toInputTime(filter.from, timeZone) : "");
  const [to, setTo] = useState(filter.to ? toInputTime(filter.to, timeZone) : "");
  const [error, setError] = useState<string>();
  const [limits] = useState(() => {
    // A limit with seconds would make the input ask for seconds.
    const now = Math.floor(Date.now() / minute) * minute;
    const toLimit = (time: number) => toInputTime(new Date(time), timeZone);
    const min = retentionDays === null ? undefined : toLimit(now - retentionDays * day);
    return { min, max: toLimit(now + day) };
  });
  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (!from && !to) return setError("Enter at least one time.");
    const timeRange = parseInputRange({ from, to }, filter, timeZone);
    if (timeRange.from && timeRange.to && timeRange.from >= timeRange.to)
      return setError("Enter a time after “From”.");
    onApply(timeRange);
  };
  return (
    <form onSubmit={apply} noValidate className="flex flex-col gap-3 border-t p-3">
      <Field label="From">
        <Input
          type="datetime-local"
          {...limits}
          step={toStep(from)}
          value={from}
          onChange={({ target }) => setFrom(target.value)}
        />
      </Field>
      <Field label="To" error={error}>
        <Input
          type="datetime-local"
          {...limits}
          step={toStep(to)}
          value={to}
          onChange={({ target }) => setTo(target.value)}
        />
      </Field>
      <div className="flex items-center justify-between gap-3">
        <p className="text-muted text-sm">Your time, {timeZone}</p>
        <Button type="submit">Apply</Button>
      </div>
    </form>
  );
}

/** The input shows seconds if its time has them. */
function toStep(text: string): number {
  return text.split(":").length > 2 ? 1 : 60;
}
