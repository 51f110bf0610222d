"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";

interface NavigateOptions {
  /** "replace" adds no step to the browser's history. */
  history?: "push" | "replace";
  /** Runs in the same transition, for optimistic state. */
  onStart?: () => void;
}

/** Navigates in a transition: the current page and its URL stay until the server has answered. */
export function useUrlNavigation() {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const navigate = (url: string, { history = "push", onStart }: NavigateOptions = {}) =>
    startTransition(() => {
      onStart?.();
      router[history](url, { scroll: false });
    });
  return { pending, navigate };
}
