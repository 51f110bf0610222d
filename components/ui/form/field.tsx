"use client";

import { CircleAlert } from "lucide-react";
import { createContext, type ReactNode, use, useId } from "react";
import { cn } from "@/components/ui/class-names";

interface FieldControl {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

const FieldContext = createContext<FieldControl | null>(null);

interface FieldProps {
  label: string;
  help?: ReactNode;
  /** How to put it right, in words. */
  error?: string | null;
  /** For a link from an error summary; made up otherwise. */
  id?: string;
  /** For a lone search box: the label is heard, not seen. */
  hideLabel?: boolean;
  className?: string;
  /** One control of this folder: it takes its id and descriptions from the field. */
  children: ReactNode;
}

export function Field({ label, help, error, id, hideLabel = false, className, children }: FieldProps) {
  const made = useId();
  const controlId = id ?? made;
  const helpId = help ? `${controlId}-help` : undefined;
  const errorId = error ? `${controlId}-error` : undefined;
  const describedBy = [errorId, helpId].filter(Boolean).join(" ") || undefined;
  const control: FieldControl = {
    id: controlId,
    "aria-describedby": describedBy,
    "aria-invalid": error ? true : undefined,
  };
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <label htmlFor={controlId} className={hideLabel ? "sr-only" : "font-medium text-base"}>
        {label}
      </label>
      <FieldContext value={control}>{children}</FieldContext>
      {error && <FieldError id={errorId}>{error}</FieldError>}
      {help && (
        <p id={helpId} className="max-w-[70ch] text-muted text-sm">
          {help}
        </p>
      )}
    </div>
  );
}

export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} className="flex items-start gap-1.5 text-danger text-sm">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0">{children}</span>
    </p>
  );
}

/** What a control inside a Field spreads onto its element; nothing outside one. */
export function useFieldControl(): Partial<FieldControl> {
  return use(FieldContext) ?? {};
}
