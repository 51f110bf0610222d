"use client";

import {
  ArchiveX,
  CalendarClock,
  CalendarX,
  CircleCheck,
  CircleSlash,
  KeyRound,
  Moon,
  ShieldAlert,
  TrendingUp,
} from "lucide-react";
import { type ReactNode, use, useRef, useState, useSyncExternalStore } from "react";
import { Badge, type Tone } from "@/components/ui/badge";
import { lazyComponent } from "@/components/ui/lazy-component";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/overlay/popover";
import { RelativeTime, readClock, subscribeToClock } from "@/components/ui/time/relative-time";
import { type Finding, type FindingId, findings } from "@/lib/applications/findings";
import type { ApplicationRow } from "@/lib/applications/rows";
import { ActivityContext } from "./api-access";

const styles: Record<FindingId, { tone: Tone; icon: ReactNode }> = {
  deleted: { tone: "neutral", icon: <ArchiveX aria-hidden /> },
  leaked: { tone: "danger", icon: <ShieldAlert aria-hidden /> },
  disabled: { tone: "neutral", icon: <CircleSlash aria-hidden /> },
  expired: { tone: "danger", icon: <CalendarX aria-hidden /> },
  expiring: { tone: "warning", icon: <CalendarClock aria-hidden /> },
  oldKeyInUse: { tone: "warning", icon: <KeyRound aria-hidden /> },
  oldKey: { tone: "accent", icon: <KeyRound aria-hidden /> },
  rejections: { tone: "warning", icon: <TrendingUp aria-hidden /> },
  unused: { tone: "neutral", icon: <Moon aria-hidden /> },
  healthy: { tone: "positive", icon: <CircleCheck aria-hidden /> },
};

const FindingFix = lazyComponent(async () => (await import("./finding-fix")).FindingFix);

const noUsage = { rejections: { recent: 0, before: 0 } };

/** The most urgent finding. A press lists all of them, each with its fix. */
export function ApplicationStatus({ application }: { application: ApplicationRow }) {
  const now = useSyncExternalStore(subscribeToClock, readClock, readClock);
  const { usage } = use(ActivityContext);
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  // A fix that opens a dialog moves the focus there.
  const movesFocus = useRef(false);
  const found = findings(application, usage[application.id] ?? noUsage, now);
  const [status] = found;
  if (!status) return null;
  const close = (toDialog = false) => {
    movesFocus.current = toDialog;
    setOpen(false);
  };
  return (
    <Popover
      open={open}
      onOpenChange={(opened) => {
        movesFocus.current = false;
        setOpen(opened);
      }}
    >
      <PopoverTrigger
        ref={trigger}
        aria-label={`Status of ${application.name}: ${describeStatus(found)}`}
        className="relative z-10 inline-flex max-w-full rounded-full align-top hover:brightness-95"
      >
        <StatusBadge finding={status} others={found.length - 1} />
      </PopoverTrigger>
      <PopoverContent
        aria-label={`Findings about ${application.name}`}
        className="w-80 max-w-[calc(100vw-1rem)] overflow-y-auto"
        onCloseAutoFocus={(event) => movesFocus.current && event.preventDefault()}
      >
        <ul className="divide-y">
          {found.map((finding) => (
            <li key={finding.id} className="flex flex-col items-start gap-1.5 px-3 py-2.5">
              <StatusBadge finding={finding} />
              <p className="whitespace-normal text-sm">{finding.sentence}</p>
              <FindingFix application={application} fix={finding.fix} opener={trigger} onDone={close} />
            </li>
          ))}
        </ul>
      </PopoverContent>
    </Popover>
  );
}

function StatusBadge({ finding: { id, label }, others = 0 }: { finding: Finding; others?: number }) {
  const { tone, icon } = styles[id];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
      {others > 0 && <span aria-hidden>+{others}</span>}
    </Badge>
  );
}

function describeStatus([status, ...others]: Finding[]): string {
  if (others.length === 0) return status?.label ?? "";
  return `${status?.label}, and ${others.map(({ label }) => label).join(", ")}`;
}

/** Shows when a key expires, after other facts of a sentence. */
export function ExpiresAt({ time }: { time: Date }) {
  return (
    <>
      , expires <RelativeTime value={time} />
    </>
  );
}
