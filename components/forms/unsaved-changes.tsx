"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, use, useCallback, useEffect, useId, useState } from "react";
import { AlertDialog } from "@/components/ui/overlay/alert-dialog";
import { dropLeaveGuards, useLeaveGuard } from "./leave-guard";

const discardDialog = {
  description: "Your input is not saved.",
  confirmLabel: "Discard",
  pendingLabel: "Discarding…",
  cancelLabel: "Keep editing",
};

interface DiscardGuardOptions {
  open: boolean;
  isDirty: boolean;
  isSubmitting: boolean;
  /** "Discard your changes?" */
  question: string;
  onDiscard: () => void;
}

/**
 * Closes a dialog with a form. Escape, the close button and Back ask before they discard input. They do nothing
 * while the form is being submitted.
 */
export function useDiscardGuard({ open, isDirty, isSubmitting, question, onDiscard }: DiscardGuardOptions): {
  leave: () => void;
  question: ReactNode;
} {
  const [asking, setAsking] = useState(false);
  const leave = () => {
    if (isSubmitting) return;
    if (isDirty) setAsking(true);
    else onDiscard();
  };
  useLeaveGuard(false, leave, open);
  return {
    leave,
    question: (
      <AlertDialog
        {...discardDialog}
        open={open && asking}
        onOpenChange={setAsking}
        title={question}
        onConfirm={onDiscard}
      />
    ),
  };
}

type Report = (formId: string, isDirty: boolean) => void;

const UnsavedChangesContext = createContext<Report>(() => {});

/** Asks before a link, Back or closing the tab leaves a page with unsaved forms. */
export function UnsavedChanges({ children }: { children: ReactNode }) {
  const router = useRouter();
  const [dirtyForms, setDirtyForms] = useState<readonly string[]>([]);
  /** Navigates once the user confirmed. */
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const isDirty = dirtyForms.length > 0;

  useLeaveGuard(isDirty, () => setLeave(() => () => window.history.back()), isDirty);
  useEffect(() => {
    if (!isDirty) return;
    const holdNavigation = (event: MouseEvent) => {
      const path = findLinkTarget(event);
      if (path === null) return;
      event.preventDefault();
      event.stopPropagation();
      setLeave(() => () => router.push(path));
    };
    // Captures the click before the link's own handler.
    document.addEventListener("click", holdNavigation, { capture: true });
    return () => document.removeEventListener("click", holdNavigation, { capture: true });
  }, [isDirty, router]);

  const report = useCallback((formId: string, dirty: boolean) => {
    setDirtyForms((forms) => {
      const others = forms.filter((other) => other !== formId);
      return dirty ? [...others, formId] : others;
    });
  }, []);
  return (
    <UnsavedChangesContext value={report}>
      {children}
      <AlertDialog
        {...discardDialog}
        open={leave !== null}
        onOpenChange={(open) => !open && setLeave(null)}
        title="Discard your changes?"
        onConfirm={async () => {
          await dropLeaveGuards();
          leave?.();
        }}
      />
    </UnsavedChangesContext>
  );
}

/** Reports to the page whether this form has unsaved changes. */
export function useUnsavedChanges(isDirty: boolean): void {
  const formId = useId();
  const report = use(UnsavedChangesContext);
  useEffect(() => {
    report(formId, isDirty);
    return () => report(formId, false);
  }, [formId, isDirty, report]);
}

/** The path that a click opens in this tab, or null for any other click. */
function findLinkTarget(event: MouseEvent): string | null {
  const { target, button, metaKey, ctrlKey, shiftKey, altKey } = event;
  const link = target instanceof Element ? target.closest<HTMLAnchorElement>("a[href]") : null;
  if (!link || button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return null;
  if (link.target === "_blank" || link.hasAttribute("download") || link.origin !== window.location.origin)
    return null;
  const path = link.pathname + link.search;
  return path === window.location.pathname + window.location.search ? null : path + link.hash;
}
