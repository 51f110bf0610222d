"use client";

import { useState } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { Select } from "@/components/ui/form/select";
import { expiryPresets } from "@/lib/keys/expiry-presets";
import type { Expiry, KeyPolicy } from "@/lib/keys/lifetime";
import { day } from "@/lib/time";

interface ExpiryFieldProps {
  label?: string;
  /** Undefined keeps the key's expiry. Empty while the date is missing. */
  value: Expiry | undefined;
  onChange: (value: Expiry | undefined) => void;
  /** When the edited key expires; null: never. Absent for a new key. */
  current?: Date | null;
  error?: string;
}

/** Chooses when a key of an application expires. */
export function ExpiryField(props: ExpiryFieldProps) {
  return <ExpiryChoice policy={useApiAccess().keyPolicy} {...props} />;
}

interface ExpiryChoiceProps extends ExpiryFieldProps {
  policy: KeyPolicy;
  mustExpire?: boolean;
}

/** Chooses when a key expires, within the policy of the workspace. */
export function ExpiryChoice({
  label = "Expires",
  value,
  onChange,
  current,
  error,
  policy: { timeZone, maxKeyDays },
  mustExpire = false,
}: ExpiryChoiceProps) {
  const [isDate, setIsDate] = useState(false);
  const presets = expiryPresets.filter((days) => maxKeyDays === null || Number(days) <= maxKeyDays);
  const choose = (choice: string) => {
    setIsDate(choice === "date");
    onChange(choice === "keep" ? undefined : choice === "date" ? "" : choice);
  };
  return (
    <div className="grid gap-x-3 gap-y-5 sm:grid-cols-2">
      <Field
        label={label}
        help={maxKeyDays === null ? undefined : `After ${maxKeyDays} days at the latest.`}
        error={isDate ? undefined : error}
      >
        <Select value={isDate ? "date" : (value ?? "keep")} onChange={({ target }) => choose(target.value)}>
          {current !== undefined && (
            <option value="keep">
              {current ? `Unchanged: ${formatDay(current, timeZone)}` : "Unchanged: never"}
            </option>
          )}
          {maxKeyDays === null && current !== null && !mustExpire && <option value="never">Never</option>}
          {presets.map((days) => (
            <option key={days} value={days}>
              {days === "365" ? "In 1 year" : `In ${days} days`}
            </option>
          ))}
          <option value="date">On a date…</option>
        </Select>
      </Field>
      {isDate && (
        <Field label="Last day" help={`Until midnight in ${timeZone}.`} error={error}>
          <Input
            type="date"
            value={value ?? ""}
            min={toIsoDay(Date.now())}
            max={maxKeyDays === null ? undefined : toIsoDay(Date.now() + maxKeyDays * day)}
            onChange={({ target }) => onChange(target.value)}
          />
        </Field>
      )}
    </div>
  );
}

function toIsoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function formatDay(time: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone }).format(time);
}
