"use client";

import { useId } from "react";
import { Switch } from "@/components/ui/switch";

interface ApplicationSwitchProps {
  enabled: boolean;
  /** As it is saved: turning it off says what saving will do. */
  wasEnabled: boolean;
  onChange: (enabled: boolean) => void;
}

export function ApplicationSwitch({ enabled, wasEnabled, onChange }: ApplicationSwitchProps) {
  const id = useId();
  return (
    <div className="flex items-center justify-between gap-4 px-3 py-2.5">
      <div>
        <label htmlFor={id} className="font-medium">
          Enable
        </label>
        <p id={`${id}-help`} className="text-muted text-sm">
          {sayEffect(enabled, wasEnabled)}
        </p>
      </div>
      <Switch id={id} aria-describedby={`${id}-help`} checked={enabled} onCheckedChange={onChange} />
    </div>
  );
}

function sayEffect(enabled: boolean, wasEnabled: boolean): string {
  if (enabled)
    return wasEnabled ? "Calls with this key are answered." : "Once saved, calls with this key are answered.";
  return wasEnabled ? "Once saved, calls with this key stop at once." : "Calls with this key are refused.";
}
