"use client";

import { useSearchParams } from "next/navigation";
import type { MouseEvent } from "react";
import { formatLogView, parseLogView } from "@/lib/logs/read/filter-url";

/** The open call and the open tab are in the URL: a link shares them, a reload keeps them, and Back closes them. */
function useLogView() {
  return parseLogView(useSearchParams());
}

export function useOpenCall(): string | null {
  return useLogView().call;
}

/** Reads the URL itself: a rendered value may be behind while a key is held down. */
export function readOpenCall(): string | null {
  return parseLogView(new URLSearchParams(window.location.search)).call;
}

/** Props of a link to a call. With the middle button or a modifier key the browser opens it in a tab. */
export function useCallLink(id: string) {
  const href = formatLogView(`?${useSearchParams()}`, { call: id });
  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    openCall(id);
  };
  return { href, onClick };
}

/** Moving between calls replaces the history entry: Back closes the call, whichever is open. */
export function openCall(id: string): void {
  const isOpen = readOpenCall() !== null;
  const url = formatLogView(window.location.href, { call: id });
  if (isOpen) window.history.replaceState({ openedFromList: isOpenedFromList() }, "", url);
  else window.history.pushState({ openedFromList: true }, "", url);
}

/** Goes back to the list that opened the call. A call opened by its URL leaves only the parameter. */
export function closeCall(): void {
  if (isOpenedFromList()) window.history.back();
  else window.history.replaceState(null, "", formatLogView(window.location.href, { call: null }));
}

function isOpenedFromList(): boolean {
  return window.history.state?.openedFromList === true;
}

/** The id of the element that gets the focus when the call closes. */
export function callLinkId(id: string): string {
  return `call-${id}`;
}

export function useOpenTab(): "calls" | "errors" {
  return useLogView().show ?? "calls";
}

export function openTab(tab: string): void {
  const show = tab === "errors" ? "errors" : null;
  // Radix reports a press twice: on press, and on the focus that follows.
  if (show === parseLogView(new URLSearchParams(window.location.search)).show) return;
  window.history.pushState(null, "", formatLogView(window.location.href, { show }));
}
