"use client";

import { Check, ChevronRight } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { type ApiEndpoint, useApiAccess } from "@/components/applications/api-access";
import { findPreset, permissionPresets } from "@/components/applications/permission-presets";
import { toConnectorsPath } from "@/components/connectors/connectors-context";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { CheckboxField } from "@/components/ui/form/checkbox";
import { type Permission, permissionIds, permissions } from "@/lib/auth/permissions";

interface PermissionPickerProps {
  /** Below the heading. */
  advice?: ReactNode;
  chosen: Permission[];
  onChange: (chosen: Permission[]) => void;
}

/** The write permission comes before the legacy reads, because most integrations need it. */
const groups = [
  permissionIds.filter((id) => !permissions[id].legacy),
  permissionIds.filter((id) => permissions[id].writes),
  permissionIds.filter((id) => permissions[id].legacy && !permissions[id].writes),
];

export function PermissionPicker({ advice, chosen, onChange }: PermissionPickerProps) {
  const choose = (id: Permission, allowed: boolean) =>
    onChange(permissionIds.filter((other) => (other === id ? allowed : chosen.includes(other))));
  return (
    <fieldset className="flex min-w-0 flex-col">
      <legend className="sr-only">This application is allowed to:</legend>
      <div className="mb-1 flex flex-wrap items-center justify-between gap-2">
        <p aria-hidden className="font-medium">
          This application is allowed to:
        </p>
        <PresetButtons chosen={chosen} onChange={onChange} />
      </div>
      {advice && <div className="mb-1 rounded-control bg-inset px-3 py-1.5">{advice}</div>}
      {groups.map((ids) => (
        <div key={ids.join()} className="border-border py-1 not-last:border-b last:pb-0">
          {ids.map((id) => (
            <PermissionOption
              key={id}
              id={id}
              allowed={chosen.includes(id)}
              onChange={(allowed) => choose(id, allowed)}
            />
          ))}
        </div>
      ))}
    </fieldset>
  );
}

interface PresetButtonsProps {
  chosen: Permission[];
  onChange: (chosen: Permission[]) => void;
}

/** Toggle buttons that tick several boxes. Pressing the active one clears all boxes. */
function PresetButtons({ chosen, onChange }: PresetButtonsProps) {
  const active = findPreset(chosen);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {permissionPresets.map((preset) => {
        const pressed = preset === active;
        return (
          <Button
            key={preset.name}
            aria-pressed={pressed}
            onClick={() => onChange(pressed ? [] : preset.permissions)}
            className={cn(pressed && "border-accent bg-accent-subtle text-accent-text")}
          >
            {pressed && <Check />}
            {preset.name}
          </Button>
        );
      })}
    </div>
  );
}

interface PermissionOptionProps {
  id: Permission;
  allowed: boolean;
  onChange: (allowed: boolean) => void;
}

function PermissionOption({ id, allowed, onChange }: PermissionOptionProps) {
  const { endpoints } = useApiAccess();
  const [open, setOpen] = useState(false);
  const listId = useId();
  const { label, help, legacy } = permissions[id];
  const opened = endpoints.filter(({ permission }) => permission === id);
  return (
    <div className="relative">
      <CheckboxField
        label={
          // Room for the button, which comes later in the tab order.
          <span className="block pr-28">
            {label}
            {legacy && <span className="font-normal text-muted"> (legacy)</span>}
          </span>
        }
        help={id === "TrackData" ? <ConnectorAdvice help={help} /> : help}
        checked={allowed}
        onChange={({ target }) => onChange(target.checked)}
        className="py-1"
      />
      <button
        type="button"
        aria-expanded={open}
        aria-controls={listId}
        onClick={() => setOpen(!open)}
        className="absolute top-1 right-0 flex items-center gap-1 rounded-control text-muted text-sm tabular-nums hover:text-text pointer-coarse:top-2.5"
      >
        {opened.length === 1 ? "1 endpoint" : `${opened.length} endpoints`}
        <span className="sr-only"> of {label}</span>
        <ChevronRight
          aria-hidden
          className={cn("size-3.5 transition-transform duration-150", open && "rotate-90")}
        />
      </button>
      {open && <Endpoints id={listId} endpoints={opened} />}
    </div>
  );
}

/** The link opens a tab: the dialog keeps its input. */
function ConnectorAdvice({ help }: { help: string }) {
  const { slug } = useApiAccess();
  return (
    <>
      {help}{" "}
      <span className="block">
        To send data, we recommend the{" "}
        <a href={toConnectorsPath(slug)} target="_blank" rel="noopener" className="link">
          SDK connector
        </a>
        .
      </span>
    </>
  );
}

function Endpoints({ id, endpoints }: { id: string; endpoints: ApiEndpoint[] }) {
  return (
    <ul id={id} className="flex flex-wrap gap-x-3 pb-1.5 pl-6.5 font-mono text-muted text-xs leading-5">
      {endpoints.map(({ method, path }) => (
        <li key={`${method} ${path}`} className="break-all">
          {method} {path}
        </li>
      ))}
    </ul>
  );
}

/** The number of endpoints that the permissions open. */
export function EndpointCount({ allowed }: { allowed: Permission[] }) {
  const { endpoints } = useApiAccess();
  return (
    <p role="status" className="mr-auto text-muted text-sm tabular-nums max-sm:col-span-2">
      {describeEndpointCount(endpoints, allowed)}
    </p>
  );
}

function describeEndpointCount(endpoints: ApiEndpoint[], allowed: Permission[]): string {
  const preset = findPreset(allowed);
  if (preset) return preset.grants;
  const open = endpoints.filter(({ permission }) => permission === null);
  const granted = endpoints.filter(({ permission }) => allowed.some((id) => id === permission));
  if (granted.length === 0)
    return `Can call only ${open.map(({ method, path }) => `${method} ${path}`).join(" and ")}`;
  return `Can call ${open.length + granted.length} of ${endpoints.length} endpoints`;
}
