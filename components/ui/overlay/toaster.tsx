"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { LazyBoundary, lazyComponent, onFirstInteraction } from "@/components/ui/lazy-component";
import { hasWaitingToasts, subscribeToWaitingToasts } from "./toast";

const ToastLayer = lazyComponent(async () => (await import("./layers/toast-layer")).ToastLayer);

/** Rendered once, in the root layout. Its live region exists from the first interaction on, before the first message. */
export function Toaster() {
  const isWaiting = useSyncExternalStore(subscribeToWaitingToasts, hasWaitingToasts, () => false);
  const [isAwake, setIsAwake] = useState(false);
  useEffect(() => onFirstInteraction(() => setIsAwake(true)), []);
  // It stays: its messages no longer wait once it has them.
  if (isWaiting && !isAwake) setIsAwake(true);
  if (!isAwake) return null;
  return (
    <LazyBoundary quiet={!isWaiting}>
      <ToastLayer />
    </LazyBoundary>
  );
}
