"use client";

import { Component, type ComponentType, type ReactNode, Suspense, use } from "react";
import { createPortal } from "react-dom";

/** What the first interaction with the page starts. */
const waiting: (() => void)[] = [];
const interactions = ["pointerover", "touchstart", "keydown"];

/** Calls `act` at the first interaction with the page, which precedes a click. */
export function onFirstInteraction(act: () => void): void {
  if (typeof window === "undefined") return;
  waiting.push(act);
  if (waiting.length > 1) return;
  const actAll = () => {
    for (const name of interactions) window.removeEventListener(name, actAll);
    for (const each of waiting.splice(0)) each();
  };
  for (const name of interactions) window.addEventListener(name, actAll, { passive: true });
}

/**
 * A component whose code is not part of the page's first load, such as a dialog. The code loads at the first interaction
 * with the page. Render it in a LazyBoundary.
 */
export function lazyComponent<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  let loading: Promise<ComponentType<Props>> | null = null;
  const forget = () => {
    loading = null;
  };
  const loadOnce = () => {
    loading ??= load().then(
      (component) => {
        loaded = component;
        return component;
      },
      (cause) => {
        throw new MissingCode(forget, cause);
      },
    );
    return loading;
  };
  // Rendering loads it again, and reports the failure.
  onFirstInteraction(() => void loadOnce().catch(forget));
  // biome-ignore lint/correctness/noComponentHookFactories: called at module scope, as React's lazy() is.
  return function LazyComponent(props: Props) {
    // Suspends only if the code is not there yet: a loaded dialog opens in the frame of the click.
    const Loaded = loaded ?? use(loadOnce());
    return <Loaded {...props} />;
  };
}

class MissingCode extends Error {
  constructor(
    readonly forget: () => void,
    cause: unknown,
  ) {
    super("The code of a component could not be loaded.", { cause });
  }
}

interface LazyBoundaryProps {
  /** Shows no message if the code could not be loaded: nothing was requested yet. */
  quiet?: boolean;
  children: ReactNode;
}

/** Renders nothing until the code is there. If it could not be loaded, a message offers to try again. */
export class LazyBoundary extends Component<LazyBoundaryProps> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  retry = () => {
    const { error } = this.state;
    if (error instanceof MissingCode) error.forget();
    this.setState({ error: null });
  };

  override render() {
    const { error } = this.state;
    if (error === null) return <Suspense fallback={null}>{this.props.children}</Suspense>;
    if (!(error instanceof MissingCode)) throw error;
    return this.props.quiet ? null : <MissingCodeMessage onRetry={this.retry} />;
  }
}

/** Its own markup: the code of notifications may be missing too. */
function MissingCodeMessage({ onRetry }: { onRetry: () => void }) {
  return createPortal(
    <div
      role="alert"
      className="pointer-events-auto fixed inset-x-4 bottom-4 z-50 flex items-center gap-2.5 rounded-surface border bg-raised p-3 shadow-float sm:left-auto sm:w-88"
    >
      <p className="flex-1 font-medium">A part of the page could not be loaded.</p>
      <button
        type="button"
        onClick={onRetry}
        className="h-control shrink-0 rounded-control border border-border-strong px-2.5 font-medium hover:bg-hover"
      >
        Try again
      </button>
    </div>,
    document.body,
  );
}
