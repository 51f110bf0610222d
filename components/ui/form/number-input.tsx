"use client";

import { type ComponentProps, useState } from "react";
import { Input } from "./input";

interface NumberInputProps extends Omit<ComponentProps<"input">, "type" | "value" | "onChange"> {
  /** NaN while the field is empty. */
  value: number;
  onChange: (value: number) => void;
}

/** Keeps the typed text, such as "1." or an empty text, as long as it parses to the value. */
export function NumberInput({ value, onChange, ...props }: NumberInputProps) {
  const [typed, setTyped] = useState("");
  const shown = Object.is(parse(typed), value) ? typed : format(value);
  return (
    <Input
      inputMode="decimal"
      step="any"
      {...props}
      type="number"
      value={shown}
      onChange={({ target }) => {
        setTyped(target.value);
        onChange(parse(target.value));
      }}
    />
  );
}

function parse(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

function format(value: number): string {
  return Number.isNaN(value) ? "" : String(value);
}
