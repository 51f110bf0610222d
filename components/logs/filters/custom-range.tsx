"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { day, minute } from "@/lib/time";
import { useLogFilter } from "./log-filter";
import { readPeriod, toFieldTime } from "./period";

interface CustomRangeProps {
  timeZone: string;
  keptDays: number;
  onApply: (period: { from?: Date; to?: Date }) => void;
}

/** A range of the reader's own, in their time. Either end may be left open. */
export function CustomRange({ timeZone, keptDays, onApply }: CustomRangeProps) {
  const { filter } = useLogFilter();
  const [from, setFrom] = useState(filter.from ? toFieldTime(filter.from, timeZone) : "");
  const [to, setTo] = useState(filter.to ? toFieldTime(filter.to, timeZone) : "");
  const [error, setError] = useState<string>();
  const [limits] = useState(() => {
    // With seconds in a limit the field would ask for seconds.
    const now = Math.floor(Date.now() / minute) * minute;
    const toLimit = (time: number) => toFieldTime(new Date(time), timeZone);
    return { min: toLimit(now - keptDays * day), max: toLimit(now + day) };
  });
  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (!from && !to) return setError("Enter a time.");
    const period = readPeriod({ from, to }, filter, timeZone);
    if (period.from && period.to && period.from >= period.to)
      return setError("This must be after the time above.");
    onApply(period);
  };
  return (
    <form onSubmit={apply} noValidate className="flex flex-col gap-3 border-t p-3">
      <Field label="From">
        <Input
          type="datetime-local"
          {...limits}
          step={stepOf(from)}
          value={from}
          onChange={({ target }) => setFrom(target.value)}
        />
      </Field>
      <Field label="To" error={error}>
        <Input
          type="datetime-local"
          {...limits}
          step={stepOf(to)}
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

/** Seconds are part of the field where the time has them. */
function stepOf(text: string): number {
  return text.split(":").length > 2 ? 1 : 60;
}
