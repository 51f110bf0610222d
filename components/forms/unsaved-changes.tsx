"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, use, useCallback, useEffect, useId, useState } from "react";
import { dropLeaveGuards, useLeaveGuard } from "@/components/secrets/leave-guard";
import { AlertDialog } from "@/components/ui/alert-dialog";

type Report = (form: string, isDirty: boolean) => void;

const UnsavedChangesContext = createContext<Report>(() => {});

/** Asks before a page with unsaved forms is left: by a link of the page, by Back, or by closing the tab. */
export function UnsavedChanges({ children }: { children: ReactNode }) {
  const router = useRouter();
  const [dirtyForms, setDirtyForms] = useState<readonly string[]>([]);
  /** Leaves the page, once the reader agrees. */
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const isDirty = dirtyForms.length > 0;

  useLeaveGuard(isDirty, () => setLeave(() => () => window.history.back()), isDirty);
  useEffect(() => {
    if (!isDirty) return;
    const hold = (event: MouseEvent) => {
      const path = findTarget(event);
      if (path === null) return;
      event.preventDefault();
      event.stopPropagation();
      setLeave(() => () => router.push(path));
    };
    // Before the link's own handler.
    document.addEventListener("click", hold, { capture: true });
    return () => document.removeEventListener("click", hold, { capture: true });
  }, [isDirty, router]);

  const report = useCallback((form: string, dirty: boolean) => {
    setDirtyForms((forms) => {
      const others = forms.filter((other) => other !== form);
      return dirty ? [...others, form] : others;
    });
  }, []);
  return (
    <UnsavedChangesContext value={report}>
      {children}
      <AlertDialog
        open={leave !== null}
        onOpenChange={(open) => !open && setLeave(null)}
        title="Discard your changes?"
        description="What you entered is not saved."
        confirmLabel="Discard"
        pendingLabel="Discarding…"
        cancelLabel="Keep editing"
        onConfirm={async () => {
          await dropLeaveGuards();
          leave?.();
        }}
      />
    </UnsavedChangesContext>
  );
}

/** Tells the page whether this form has unsaved changes. */
export function useUnsavedChanges(isDirty: boolean): void {
  const form = useId();
  const report = use(UnsavedChangesContext);
  useEffect(() => {
    report(form, isDirty);
    return () => report(form, false);
  }, [form, isDirty, report]);
}

/** The path that a click leads to in this tab, or null for a click that leaves the page open. */
function findTarget(event: MouseEvent): string | null {
  const { target, button, metaKey, ctrlKey, shiftKey, altKey } = event;
  const link = target instanceof Element ? target.closest<HTMLAnchorElement>("a[href]") : null;
  if (!link || button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return null;
  if (link.target === "_blank" || link.hasAttribute("download") || link.origin !== window.location.origin)
    return null;
  const path = link.pathname + link.search;
  return path === window.location.pathname + window.location.search ? null : path + link.hash;
}
