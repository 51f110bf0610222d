"use client";

import { Component, type ComponentType, lazy, type ReactNode, Suspense } from "react";
import { toast } from "sonner";

/** The code that the first interaction with the page loads. */
const waiting: (() => Promise<unknown>)[] = [];
const interactions = ["pointerover", "touchstart", "keydown"];

/**
 * A component whose code is not part of the page's first load, such as a dialog. The code loads at the first interaction
 * with the page, which precedes a click. Render it in a LazyBoundary.
 */
export function lazyComponent<Props>(load: () => Promise<ComponentType<Props>>) {
  loadOnInteraction(load);
  return lazy(async () => {
    try {
      return { default: await load() };
    } catch (cause) {
      throw new MissingCode("The code of a component could not be loaded.", { cause });
    }
  });
}

function loadOnInteraction(load: () => Promise<unknown>): void {
  if (typeof window === "undefined") return;
  waiting.push(load);
  if (waiting.length > 1) return;
  const loadAll = () => {
    for (const name of interactions) window.removeEventListener(name, loadAll);
    // Rendering loads it again, and reports the failure.
    for (const each of waiting.splice(0)) each().catch(() => undefined);
  };
  for (const name of interactions) window.addEventListener(name, loadAll, { passive: true });
}

class MissingCode extends Error {}

/** Renders nothing until the code is there. If it could not be loaded, a notification offers to reload the page. */
export class LazyBoundary extends Component<{ children: ReactNode }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(error: unknown) {
    if (!(error instanceof MissingCode)) return;
    toast.error("A part of the page could not be loaded.", {
      action: { label: "Reload", onClick: () => location.reload() },
    });
  }

  override render() {
    const { error } = this.state;
    if (error === null) return <Suspense fallback={null}>{this.props.children}</Suspense>;
    if (error instanceof MissingCode) return null;
    throw error;
  }
}
