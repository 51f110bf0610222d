"use client";

import { ChevronDown, ChevronUp } from "lucide-react";
import { useState } from "react";
import { callLinkId, closeCall, openCall, readOpenCall, useOpenCall } from "@/components/logs/list/url-view";
import { IconButton } from "@/components/ui/button";
import { Sheet, SheetContent } from "@/components/ui/overlay/sheet";
import { useRootAttribute } from "@/components/ui/overlay/use-root-attribute";
import { useHasRoomBeside, useIsPhone } from "@/components/ui/use-media-query";
import { useShortcut } from "@/components/ui/use-shortcut";
import type { LogRow } from "@/lib/logs/schema";
import { CallDetail } from "./call-detail";

interface CallSheetProps {
  workspaceSlug: string;
  /** The list that the call was opened from, for Newer and Older. */
  rows: LogRow[];
  /** Called near the last row, to load more. */
  onNearEnd: () => void;
}

const rowsNearEnd = 5;

/** Shows the call in the URL: beside the list on wide screens, above it on narrow ones. */
export function CallSheet({ workspaceSlug, rows, onNearEnd }: CallSheetProps) {
  const openId = useOpenCall();
  const isPhone = useIsPhone();
  const hasRoomBeside = useHasRoomBeside();
  // Read by the variant `beside` of globals.css.
  useRootAttribute("data-beside", openId !== null);
  // Keeps the call on screen while the sheet closes.
  const [shownId, setShownId] = useState(openId);
  if (openId !== null && openId !== shownId) setShownId(openId);

  const findIndex = (id: string | null) => rows.findIndex((row) => row.id === id);
  const index = findIndex(shownId);
  const go = (step: 1 | -1) => {
    const from = findIndex(readOpenCall());
    const to = from >= 0 ? rows[from + step] : undefined;
    if (!to) return;
    openCall(to.id);
    document.getElementById(callLinkId(to.id))?.scrollIntoView({ block: "nearest" });
    if (from + rowsNearEnd >= rows.length) onNearEnd();
  };
  // While the sheet is closed, the arrow keys scroll the page.
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
        title={<CallTitle call={rows[index]} />}
        actions={
          <>
            <IconButton
              label="Newer call"
              shortcut="K"
              disabledReason={index > 0 ? null : "No newer call in the list"}
              onClick={() => go(-1)}
            >
              <ChevronUp />
            </IconButton>
            <IconButton
              label="Older call"
              shortcut="J"
              disabledReason={index >= 0 && index < rows.length - 1 ? null : "No older call in the list"}
              onClick={() => go(1)}
            >
              <ChevronDown />
            </IconButton>
          </>
        }
        // Focuses the scrolling body: the arrow keys then scroll it, and no button's tooltip opens.
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
