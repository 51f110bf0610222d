"use client";

import { CreateWorkspaceForm } from "./create-workspace-form";

export function FirstWorkspaceForm() {
  return (
    <CreateWorkspaceForm
      layout={({ fields, button }) => (
        <div className="flex flex-col gap-4">
          {fields}
          {button}
        </div>
      )}
    />
  );
}
