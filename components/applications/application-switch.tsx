"use client";

import { SwitchRow } from "@/components/ui/form/switch";

interface ApplicationSwitchProps {
  enabled: boolean;
  /** As it is saved: turning it off says what saving will do. */
  wasEnabled: boolean;
  onChange: (enabled: boolean) => void;
}

export function ApplicationSwitch({ enabled, wasEnabled, onChange }: ApplicationSwitchProps) {
  return (
    <SwitchRow label="Enable" help={sayEffect(enabled, wasEnabled)} checked={enabled} onChange={onChange} />
  );
}

function sayEffect(enabled: boolean, wasEnabled: boolean): string {
  if (enabled)
    return wasEnabled ? "Calls with this key are answered." : "Once saved, calls with this key are answered.";
  return wasEnabled ? "Once saved, calls with this key stop at once." : "Calls with this key are refused.";
}
