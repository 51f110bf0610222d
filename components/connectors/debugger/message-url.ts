"use client";

import { useSearchParams } from "next/navigation";
import type { MouseEvent } from "react";
import { formatDebuggerUrl, loadDebuggerQuery } from "@/lib/connectors/messages/rows";

/** The open message is in the URL: a link shares it, a reload keeps it, and Back closes it. */
export function useOpenMessage(): string | null {
  return loadDebuggerQuery(useSearchParams()).message;
}

/** Props of a link to a message. With the middle button or a modifier key the browser opens it in a tab. */
export function useMessageLink(id: string) {
  const href = formatDebuggerUrl(`?${useSearchParams()}`, { message: id });
  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const url = formatDebuggerUrl(window.location.href, { message: id });
    window.history.pushState({ openedFromList: true }, "", url);
  };
  return { href, onClick };
}

/** Goes back to the list that opened the message. A message opened by its URL leaves only the parameter. */
export function closeMessage(): void {
  if (window.history.state?.openedFromList === true) window.history.back();
  else window.history.replaceState(null, "", formatDebuggerUrl(window.location.href, { message: null }));
}

/** The id of the element that gets the focus when the message closes. */
export function messageLinkId(id: string): string {
  return `message-${id}`;
}
