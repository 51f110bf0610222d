"use client";

import { useId } from "react";
import { Switch } from "./switch";

interface SwitchRowProps {
  label: string;
  /** What it does as it stands, in a sentence. */
  help: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** A switch at the right of its words, as one line of a box of settings. */
export function SwitchRow({ label, help, checked, onChange }: SwitchRowProps) {
  const id = useId();
  return (
    <div className="flex items-center justify-between gap-4 px-3 py-2.5">
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <p id={`${id}-help`} className="text-muted text-sm">
          {help}
        </p>
      </div>
      <Switch id={id} aria-describedby={`${id}-help`} checked={checked} onCheckedChange={onChange} />
    </div>
  );
}
