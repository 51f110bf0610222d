"use client";

import { useSyncExternalStore } from "react";

/** True below the width at which a sheet leaves room for what is beside it. */
export function useIsPhone(): boolean {
  return useMedia("(width < 40rem)");
}

/** True where the table of calls has a column for each value, and so a row one line. */
export function useHasColumns(): boolean {
  return useMedia("(width >= 64rem)");
}

/** True where an open call and its list stand side by side: the variant `beside` of globals.css. */
export function useHasRoomBeside(): boolean {
  return useMedia("(width >= 80rem)");
}

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", onChange);
      return () => list.removeEventListener("change", onChange);
    },
    () => window.matchMedia(query).matches,
    () => false,
  );
}
