"use client";

import { useSearchParams } from "next/navigation";
import type { MouseEvent } from "react";

const parameter = "call";

/** The call that is open. It lives in the address: shareable, kept by a reload, closed by Back. */
export function useOpenCall(): string | null {
  return useSearchParams().get(parameter);
}

/** The same at this very moment: what is rendered may be a few presses of a key behind. */
export function readOpenCall(): string | null {
  return new URL(window.location.href).searchParams.get(parameter);
}

/** What makes a link lead to a call in the list that is shown. With the middle button or a key it opens in a tab. */
export function useCallLink(id: string) {
  const parameters = new URLSearchParams(useSearchParams());
  parameters.set(parameter, id);
  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    openCall(id);
  };
  return { href: `?${parameters}`, onClick };
}

/** Going from call to call makes one step of history, so that Back closes whichever is open. */
export function openCall(id: string): void {
  const url = new URL(window.location.href);
  const isOpen = url.searchParams.has(parameter);
  url.searchParams.set(parameter, id);
  if (isOpen) window.history.replaceState({ openedFromList: isOpenedFromList() }, "", url);
  else window.history.pushState({ openedFromList: true }, "", url);
}

/** Goes back to the list that the call was opened from; where it was opened by its address, only the call goes. */
export function closeCall(): void {
  if (isOpenedFromList()) {
    window.history.back();
    return;
  }
  const url = new URL(window.location.href);
  url.searchParams.delete(parameter);
  window.history.replaceState(null, "", url);
}

function isOpenedFromList(): boolean {
  return window.history.state?.openedFromList === true;
}

/** Where the focus goes when a call is closed. */
export function callLinkId(id: string): string {
  return `call-${id}`;
}
