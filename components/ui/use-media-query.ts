"use client";

import { useSyncExternalStore } from "react";

/** Whether the browser matches a media query. The server knows no width and renders `onServer`. */
export function useMediaQuery(query: string, onServer = false): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", onChange);
      return () => media.removeEventListener("change", onChange);
    },
    () => window.matchMedia(query).matches,
    () => onServer,
  );
}

/** The width below which a sheet covers the whole screen. */
export function useIsPhone(): boolean {
  return useMediaQuery("(width < 40rem)");
}

/** The width from which an open call and its list stand side by side: the variant `beside` of globals.css. */
export function useHasRoomBeside(): boolean {
  return useMediaQuery("(width >= 80rem)");
}
