import { SwitchRow } from "@/components/ui/form/switch";

interface ApplicationSwitchProps {
  enabled: boolean;
  /** The saved value. */
  wasEnabled: boolean;
  onChange: (enabled: boolean) => void;
}

export function ApplicationSwitch({ enabled, wasEnabled, onChange }: ApplicationSwitchProps) {
  return (
    <SwitchRow
      label="Enable"
      help={describeEffect(enabled, wasEnabled)}
      checked={enabled}
      onChange={onChange}
    />
  );
}

function describeEffect(enabled: boolean, wasEnabled: boolean): string {
  if (enabled)
    return wasEnabled ? "Calls with this key are answered." : "Once saved, calls with this key are answered.";
  return wasEnabled ? "Once saved, calls with this key are rejected." : "Calls with this key are rejected.";
}
