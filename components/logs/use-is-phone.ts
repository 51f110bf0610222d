"use client";

import { useSyncExternalStore } from "react";

/** True below the width at which a sheet leaves room for what is beside it. */
export function useIsPhone(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => media().matches,
    () => false,
  );
}

function media(): MediaQueryList {
  return window.matchMedia("(width < 40rem)");
}

function subscribe(onChange: () => void) {
  const list = media();
  list.addEventListener("change", onChange);
  return () => list.removeEventListener("change", onChange);
}
