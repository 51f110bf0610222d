"use client";

import { useState } from "react";
import { Sheet, SheetContent } from "@/components/ui/overlay/sheet";
import { useIsPhone } from "@/components/ui/use-media-query";
import type { ListedMessage } from "@/lib/connectors/messages/rows";
import { MessageDetails } from "./message-details";
import { closeMessage, messageLinkId, useOpenMessage } from "./message-url";

interface MessageSheetProps {
  connectorId: string;
  /** The list that the message was opened from. */
  rows: ListedMessage[];
}

/** Shows the message in the URL. */
export function MessageSheet({ connectorId, rows }: MessageSheetProps) {
  const openId = useOpenMessage();
  const isPhone = useIsPhone();
  // Keeps the message on screen while the sheet closes.
  const [shownId, setShownId] = useState(openId);
  if (openId !== null && openId !== shownId) setShownId(openId);
  const row = rows.find(({ id }) => id === shownId);
  return (
    <Sheet open={openId !== null} onOpenChange={(open) => !open && closeMessage()}>
      <SheetContent
        side={isPhone ? "bottom" : "right"}
        title={row ? <MessageTitle message={row} /> : "Message"}
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          if (event.currentTarget instanceof HTMLElement)
            event.currentTarget.querySelector<HTMLElement>("[data-sheet-body]")?.focus();
        }}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          const link = shownId && document.getElementById(messageLinkId(shownId));
          (link || document.getElementById("content"))?.focus();
        }}
      >
        {shownId && <MessageDetails key={shownId} connectorId={connectorId} id={shownId} />}
      </SheetContent>
    </Sheet>
  );
}

function MessageTitle({ message: { type, name } }: { message: ListedMessage }) {
  return (
    <>
      <span className="font-mono font-normal text-base text-muted">{type || "unknown"}</span>{" "}
      <span title={name}>{name}</span>
    </>
  );
}
