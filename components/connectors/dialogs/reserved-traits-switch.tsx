"use client";

import { SwitchRow } from "@/components/ui/form/switch";

interface ReservedTraitsSwitchProps {
  value: boolean;
  onChange: (value: boolean) => void;
}

/** Whether Segment's reserved traits get journy.io's names. */
export function ReservedTraitsSwitch({ value, onChange }: ReservedTraitsSwitchProps) {
  return (
    <SwitchRow
      label="Use journy.io’s names for reserved traits"
      help={
        value
          ? "Stores firstName as first_name, lastName as last_name, createdAt as registered_at, and a user’s name as full_name. A trait sent by journy.io’s name wins."
          : "Stores reserved traits such as firstName and createdAt as they are sent."
      }
      checked={value}
      onChange={onChange}
    />
  );
}
