"use client";

import type { ComponentProps } from "react";
import { CheckboxField } from "@/components/ui/form/checkbox";
import { type Permission, permissions } from "@/lib/auth/permissions";

interface ObserveFieldProps extends ComponentProps<"input"> {
  /** The permissions that the edit removes. */
  removed: Permission[];
}

/** Offers to reject nothing for 7 days, so that programs that still need a removed permission show in the log. */
export function ObserveField({ removed, ...props }: ObserveFieldProps) {
  if (removed.length === 0) return null;
  return (
    <CheckboxField
      {...props}
      label={`Warn only for 7 days: ${removed.map((id) => permissions[id].label).join(", ")}`}
      help="Calls pass and are marked in the log. Then they are rejected."
    />
  );
}
