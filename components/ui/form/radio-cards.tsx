"use client";

import { useId } from "react";

interface RadioCardsProps<Value extends string> {
  legend: string;
  /** Groups the radio buttons of a form. */
  name: string;
  options: readonly { value: Value; label: string; help: string }[];
  value: Value;
  onChange: (value: Value) => void;
  disabled?: boolean;
}

/** A choice between few options that need an explanation each. */
export function RadioCards<Value extends string>(props: RadioCardsProps<Value>) {
  const { legend, name, options, value, onChange, disabled } = props;
  const id = useId();
  return (
    <fieldset disabled={disabled} className="flex flex-col gap-2 disabled:opacity-60">
      <legend className="mb-2 font-medium">{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex cursor-pointer items-start gap-3 rounded-control border p-3 transition-colors duration-150 hover:border-border-strong has-checked:border-accent has-checked:bg-accent-subtle"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={value === option.value}
            onChange={() => onChange(option.value)}
            aria-labelledby={`${id}-${option.value}`}
            aria-describedby={`${id}-${option.value}-help`}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span className="flex flex-col gap-0.5">
            <span id={`${id}-${option.value}`} className="font-medium">
              {option.label}
            </span>
            <span id={`${id}-${option.value}-help`} className="text-muted text-sm">
              {option.help}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
