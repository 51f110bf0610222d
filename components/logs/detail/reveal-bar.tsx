"use client";

import { Eye, EyeOff } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { whyNot } from "@/lib/auth/permissions";
import type { LogView } from "@/lib/logs/schema";

interface RevealBarProps {
  call: LogView;
  /** Whether the values were asked for, and may still be on their way. */
  revealing: boolean;
  onReveal: (reveal: boolean) => void;
  action: ReactNode;
}

/** Whether values are shown, and what it means that they are. */
export function RevealBar({ call, revealing, onReveal, action }: RevealBarProps) {
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        {call.masked ? (
          <Button
            pending={revealing}
            pendingLabel="Revealing…"
            disabledReason={call.mayReveal ? null : whyNot("viewLogValues")}
            onClick={() => onReveal(true)}
          >
            <Eye />
            Reveal values
          </Button>
        ) : (
          <Button onClick={() => onReveal(false)}>
            <EyeOff />
            Mask values
          </Button>
        )}
        {action}
      </div>
      <p role="status" className="text-muted text-sm">
        {sayWhatIsShown(call)}
      </p>
    </div>
  );
}

function sayWhatIsShown({ masked, mayReveal }: LogView): string {
  if (!masked) return "Values are shown. The audit log has an entry of it.";
  if (mayReveal) {
    return "Values are masked. Revealing them is recorded in the audit log, once in 30 minutes for all calls of this application.";
  }
  return "Values are masked. Owners and admins can reveal them.";
}
