"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { day } from "@/lib/time";
import { useLogFilter } from "./log-filter";
import { toFieldTime } from "./period";

interface CustomRangeProps {
  timeZone: string;
  keptDays: number;
  onApply: (period: { from?: Date; to?: Date }) => void;
}

/** A range of the reader's own, in their time. Either end may be left open. */
export function CustomRange({ timeZone, keptDays, onApply }: CustomRangeProps) {
  const { filter } = useLogFilter();
  const [from, setFrom] = useState(filter.from ? toFieldTime(filter.from) : "");
  const [to, setTo] = useState(filter.to ? toFieldTime(filter.to) : "");
  const [error, setError] = useState<string>();
  const [limits] = useState(() => {
    const now = Date.now();
    return { min: toFieldTime(new Date(now - keptDays * day)), max: toFieldTime(new Date(now + day)) };
  });
  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (!from && !to) return setError("Enter a time.");
    if (from && to && from >= to) return setError("This must be after the time above.");
    onApply({ from: from ? new Date(from) : undefined, to: to ? new Date(to) : undefined });
  };
  return (
    <form onSubmit={apply} noValidate className="flex flex-col gap-3 border-t p-3">
      <Field label="From">
        <Input
          type="datetime-local"
          {...limits}
          value={from}
          onChange={({ target }) => setFrom(target.value)}
        />
      </Field>
      <Field label="To" error={error}>
        <Input type="datetime-local" {...limits} value={to} onChange={({ target }) => setTo(target.value)} />
      </Field>
      <div className="flex items-center justify-between gap-3">
        <p className="text-muted text-sm">Your time, {timeZone}</p>
        <Button type="submit">Apply</Button>
      </div>
    </form>
  );
}
