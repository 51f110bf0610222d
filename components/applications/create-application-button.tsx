"use client";

import { Plus } from "lucide-react";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { useShortcut } from "@/components/ui/use-shortcut";
import { useApiAccess } from "./api-access";

/** By which the dialogs find it when what opened them is gone. */
export const createButtonId = "create-application";

/** The page's primary action, also at the key C. */
export function CreateApplicationButton() {
  const { refusal, begin } = useApiAccess();
  const button = useRef<HTMLButtonElement>(null);
  const create = () => {
    if (button.current && !isCovered()) begin({ kind: "create" }, button.current);
  };
  useShortcut("c", create);

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

/** Whether something lies over the page that must be answered first. */
function isCovered(): boolean {
  return document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") !== null;
}
