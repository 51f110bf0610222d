"use client";

import { CreateWorkspaceForm } from "./create-workspace-form";

export function FirstWorkspace() {
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
