"use client";

import { CheckboxField } from "@/components/ui/checkbox";
import { type Permission, permissionIds, permissions } from "@/lib/auth/permissions";
import { type ApiEndpoint, useApiAccess } from "./api-access";
import { PresetButtons } from "./preset-buttons";

interface PermissionPickerProps {
  chosen: Permission[];
  onChange: (chosen: Permission[]) => void;
}

const current = permissionIds.filter((id) => !permissions[id].legacy);
const legacy = permissionIds.filter((id) => permissions[id].legacy);

export function PermissionPicker({ chosen, onChange }: PermissionPickerProps) {
  const choose = (id: Permission, allowed: boolean) =>
    onChange(permissionIds.filter((other) => (other === id ? allowed : chosen.includes(other))));
  const option = (id: Permission) => (
    <PermissionOption
      key={id}
      id={id}
      allowed={chosen.includes(id)}
      onChange={(allowed) => choose(id, allowed)}
    />
  );
  return (
    <fieldset className="flex min-w-0 flex-col">
      <legend className="mb-2 font-medium">This application is allowed to:</legend>
      <PresetButtons chosen={chosen} onChange={onChange} />
      <div className="mt-2">{current.map(option)}</div>
      <fieldset className="mt-3 min-w-0 border-t pt-3">
        <legend className="sr-only">Legacy</legend>
        <p aria-hidden className="mb-1 font-medium text-muted text-sm">
          Legacy
        </p>
        {legacy.map(option)}
      </fieldset>
    </fieldset>
  );
}

interface PermissionOptionProps {
  id: Permission;
  allowed: boolean;
  onChange: (allowed: boolean) => void;
}

function PermissionOption({ id, allowed, onChange }: PermissionOptionProps) {
  const { endpoints } = useApiAccess();
  const { label, help } = permissions[id];
  return (
    <CheckboxField
      label={label}
      help={
        <>
          {help}
          <Endpoints endpoints={endpoints.filter(({ permission }) => permission === id)} />
        </>
      }
      checked={allowed}
      onChange={({ target }) => onChange(target.checked)}
    />
  );
}

function Endpoints({ endpoints }: { endpoints: ApiEndpoint[] }) {
  if (endpoints.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-x-3 font-mono text-xs leading-5">
      {endpoints.map(({ method, path }) => (
        <li key={`${method} ${path}`}>
          {method} {path}
        </li>
      ))}
    </ul>
  );
}
