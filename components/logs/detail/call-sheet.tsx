"use client";

import { ChevronDown, ChevronUp } from "lucide-react";
import { useState } from "react";
import { callLinkId, closeCall, openCall, readOpenCall, useOpenCall } from "@/components/logs/list/open-call";
import { IconButton } from "@/components/ui/button";
import { Sheet, SheetContent } from "@/components/ui/overlay/sheet";
import { useRootAttribute } from "@/components/ui/overlay/use-root-attribute";
import { useHasRoomBeside, useIsPhone } from "@/components/ui/use-media-query";
import { useShortcut } from "@/components/ui/use-shortcut";
import type { LogRow } from "@/lib/logs/schema";
import { CallDetail } from "./call-detail";

interface CallSheetProps {
  workspaceSlug: string;
  /** The list that the call is opened from, which says what comes before and after it. */
  rows: LogRow[];
  /** Going down comes close to the last row. */
  onNearEnd: () => void;
}

const nearEnd = 5;

/** The call that the address names, beside the list, which stays in use; on a narrower screen in front of it. */
export function CallSheet({ workspaceSlug, rows, onNearEnd }: CallSheetProps) {
  const openId = useOpenCall();
  const isPhone = useIsPhone();
  const hasRoomBeside = useHasRoomBeside();
  // The variant `beside` of globals.css reads it.
  useRootAttribute("data-beside", openId !== null);
  // While the sheet fades out it still shows the call that was open.
  const [shownId, setShownId] = useState(openId);
  if (openId !== null && openId !== shownId) setShownId(openId);

  const placeOf = (id: string | null) => rows.findIndex((row) => row.id === id);
  const place = placeOf(shownId);
  const go = (steps: 1 | -1) => {
    const from = placeOf(readOpenCall());
    const to = from >= 0 ? rows[from + steps] : undefined;
    if (!to) return;
    openCall(to.id);
    document.getElementById(callLinkId(to.id))?.scrollIntoView({ block: "nearest" });
    if (from + nearEnd >= rows.length) onNearEnd();
  };
  // While it is closed, arrows scroll the page.
  const goNewer = openId === null ? null : () => go(-1);
  const goOlder = openId === null ? null : () => go(1);
  useShortcut("k", goNewer);
  useShortcut("arrowup", goNewer);
  useShortcut("j", goOlder);
  useShortcut("arrowdown", goOlder);

  return (
    <Sheet modal={!hasRoomBeside} open={openId !== null} onOpenChange={(open) => !open && closeCall()}>
      <SheetContent
        side={isPhone ? "bottom" : "right"}
        title={<CallTitle call={rows[place]} />}
        actions={
          <>
            <IconButton
              label="Newer call"
              shortcut="K"
              disabledReason={place > 0 ? null : "No newer call in the list"}
              onClick={() => go(-1)}
            >
              <ChevronUp />
            </IconButton>
            <IconButton
              label="Older call"
              shortcut="J"
              disabledReason={place >= 0 && place < rows.length - 1 ? null : "No older call in the list"}
              onClick={() => go(1)}
            >
              <ChevronDown />
            </IconButton>
          </>
        }
        // What scrolls, so that the keyboard can; and no tooltip of the first button opens with it.
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          if (event.currentTarget instanceof HTMLElement)
            event.currentTarget.querySelector<HTMLElement>("[data-sheet-body]")?.focus();
        }}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          const link = shownId && document.getElementById(callLinkId(shownId));
          (link || document.getElementById("content"))?.focus();
        }}
        onInteractOutside={(event) => event.preventDefault()}
      >
        {shownId && <CallDetail workspaceSlug={workspaceSlug} id={shownId} />}
      </SheetContent>
    </Sheet>
  );
}

function CallTitle({ call }: { call: LogRow | undefined }) {
  if (!call) return "Call";
  return (
    <span className="font-mono text-base" title={`${call.method} ${call.path}`}>
      <span className="text-muted">{call.method}</span> {call.path}
    </span>
  );
}
