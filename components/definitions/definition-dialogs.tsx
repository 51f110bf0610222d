"use client";

import type { ReactNode } from "react";
import { UsedByList } from "@/components/computations/list/used-by";
import { DeleteDialog } from "@/components/forms/delete-dialog";
import { findNeighborButton, useDialogs } from "@/components/ui/overlay/use-dialogs";
import { deleteUnusedDefinition } from "@/lib/definitions/actions";
import {
  type DefinitionAct,
  type DefinitionRow,
  DefinitionsContext,
  type DefinitionsContextValue,
} from "./definitions-context";
import { EditDefinitionDialog } from "./edit-definition-dialog";

interface DefinitionDialogsProps extends Omit<DefinitionsContextValue, "begin"> {
  rows: DefinitionRow[];
  children: ReactNode;
}

/** Renders the dialogs of the page. The children open them with `useDefinitionsContext().begin`. */
export function DefinitionDialogs({ rows, children, ...context }: DefinitionDialogsProps) {
  const { count, act, open, begin, close, closeTowards, returnFocus } = useDialogs<DefinitionAct>("content");
  const row = act && (rows.find(({ name }) => name === act.row.name) ?? act.row);
  const closeRemoved = () => {
    const ids = rows.map(({ name }) => ({ id: name }));
    if (row) closeTowards(findNeighborButton(ids, row.name));
  };
  const dialog = { open, onClose: close, onCloseAutoFocus: returnFocus };
  return (
    <DefinitionsContext value={{ ...context, begin }}>
      {children}
      {act?.do === "edit" && row && (
        <EditDefinitionDialog key={count} {...dialog} row={row} onDeletedElsewhere={closeRemoved} />
      )}
      {act?.do === "delete" && row && (
        <DeleteDialog
          key={count}
          {...dialog}
          name={row.label}
          noun={context.kind === "event" ? "event" : "property"}
          description="It is defined again when it is sent again. Its label, description and group are lost."
          remove={() => deleteUnusedDefinition(context.slug, { kind: context.kind, name: row.name })}
          onDeleted={closeRemoved}
        >
          {row.usedBy.length > 0 && (
            <div className="flex flex-col gap-1.5 pt-2">
              <p className="font-medium">Remove it from these first:</p>
              <UsedByList slug={context.slug} usedBy={row.usedBy} />
            </div>
          )}
        </DeleteDialog>
      )}
    </DefinitionsContext>
  );
}
