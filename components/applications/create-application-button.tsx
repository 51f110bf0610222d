"use client";

import { Plus } from "lucide-react";
import { useEffect, useEffectEvent, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { useApiAccess } from "./api-access";

/** By which the dialogs find it when what opened them is gone. */
export const createButtonId = "create-application";

/** The page's primary action, also at the key C. */
export function CreateApplicationButton() {
  const { refusal, begin } = useApiAccess();
  const button = useRef<HTMLButtonElement>(null);
  const create = () => button.current && begin({ kind: "create" }, button.current);
  useShortcut("c", refusal ? null : create);

  const label = (
    <>
      <Plus />
      Create application
    </>
  );
  if (refusal) {
    return (
      <Button variant="primary" disabledReason={refusal}>
        {label}
      </Button>
    );
  }
  return (
    <Tooltip content="Create application" shortcut="C">
      <Button ref={button} id={createButtonId} variant="primary" aria-keyshortcuts="C" onClick={create}>
        {label}
      </Button>
    </Tooltip>
  );
}

function useShortcut(key: string, act: (() => void) | null): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const { target, ctrlKey, metaKey, altKey, repeat } = event;
    if (event.key.toLowerCase() !== key || ctrlKey || metaKey || altKey || repeat) return;
    if (event.defaultPrevented || isTakenUp(target)) return;
    event.preventDefault();
    act?.();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}

/** Whether somebody is typing, or answering something that lies over the page. */
function isTakenUp(target: EventTarget | null): boolean {
  const overlay = document.querySelector("[role=dialog], [role=alertdialog], [role=menu]");
  const typing = target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
  return overlay !== null || Boolean(typing);
}
