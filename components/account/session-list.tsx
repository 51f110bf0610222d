"use client";

import { MonitorSmartphone } from "lucide-react";
import { useRef, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/layout/card";
import { AlertDialog } from "@/components/ui/overlay/alert-dialog";
import { toast } from "@/components/ui/overlay/toast";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ActionFailure } from "@/lib/action";
import { endOtherSessions, endSession } from "@/lib/sessions/actions";
import type { ActiveSession } from "@/lib/sessions/schema";

export function SessionList({ sessions }: { sessions: ActiveSession[] }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const focusHeading = () => heading.current?.focus();
  return (
    <Card
      aria-label="Active sessions"
      title={
        <span ref={heading} tabIndex={-1} className="rounded-[2px]">
          Active sessions
        </span>
      }
      description="Browsers in which you are signed in. Unused ones end by themselves."
      action={sessions.length > 1 && <SignOutOthers count={sessions.length - 1} onDone={focusHeading} />}
    >
      <ul className="-my-3 divide-y">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} onEnded={focusHeading} />
        ))}
      </ul>
    </Card>
  );
}

function SessionRow({ session, onEnded }: { session: ActiveSession; onEnded: () => void }) {
  const { browser, ipAddress, lastSeenAt, signedInAt, isCurrent } = session;
  const [pending, setPending] = useState(false);
  const end = async () => {
    setPending(true);
    const result = await callAction(() => endSession({ id: session.id }));
    setPending(false);
    if (!result.ok) return toast.error(result.message);
    // The focused button is gone.
    onEnded();
    toast.success(`${browser} is signed out.`);
  };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3">
      <MonitorSmartphone aria-hidden className="size-4 shrink-0 text-muted max-sm:hidden" />
      <div className="flex min-w-0 flex-1 flex-col">
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium">{browser}</span>
          {isCurrent && <Badge tone="positive">This device</Badge>}
        </span>
        <span className="flex flex-wrap gap-x-2 text-muted text-sm">
          <span className="font-mono">{ipAddress}</span>
          <span>
            Last seen <RelativeTime value={lastSeenAt} />
          </span>
          <span>
            Signed in <RelativeTime value={signedInAt} />
          </span>
        </span>
      </div>
      {!isCurrent && (
        <Button
          aria-label={`Sign out ${browser}, ${ipAddress}`}
          pending={pending}
          pendingLabel="Signing out…"
          onClick={end}
        >
          Sign out
        </Button>
      )}
    </li>
  );
}

function SignOutOthers({ count, onDone }: { count: number; onDone: () => void }) {
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const end = async () => {
    setFailure(null);
    const result = await callAction(() => endOtherSessions({}));
    if (!result.ok) return setFailure(result);
    setAsking(false);
    toast.success("All other sessions have ended.");
  };
  return (
    <>
      <Button onClick={() => setAsking(true)}>Sign out others</Button>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={count === 1 ? "Sign out the other session?" : `Sign out ${count} other sessions?`}
        description="They end at once. This session continues."
        confirmLabel="Sign out others"
        pendingLabel="Signing out…"
        variant="primary"
        error={failure && <FailureAlert {...failure} />}
        onConfirm={end}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          onDone();
        }}
      />
    </>
  );
}
