"use client";

import { Check } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "@/components/ui/class-names";

type CheckboxProps = Omit<ComponentProps<"input">, "type">;

/** A native checkbox, which works with FormData and react-hook-form's register. */
export function Checkbox({ className, ...props }: CheckboxProps) {
  return (
    <span className={cn("relative inline-flex size-4 shrink-0", className)}>
      <input
        type="checkbox"
        {...props}
        className="peer size-4 appearance-none rounded-[4px] border border-border-strong bg-surface transition-colors duration-150 checked:border-accent checked:bg-accent not-disabled:not-aria-invalid:hover:border-accent disabled:opacity-50 aria-invalid:border-danger forced-colors:appearance-auto"
      />
      <Check
        aria-hidden
        strokeWidth={3}
        className="pointer-events-none absolute inset-0.5 size-3 text-on-accent opacity-0 peer-checked:opacity-100 forced-colors:hidden"
      />
    </span>
  );
}

interface CheckboxFieldProps extends CheckboxProps {
  label: ReactNode;
  help?: ReactNode;
}

/** A checkbox with a label and help. */
export function CheckboxField({ label, help, className, ...props }: CheckboxFieldProps) {
  const generatedId = useId();
  const id = props.id ?? generatedId;
  const helpId = help ? `${id}-help` : undefined;
  return (
    <div className={cn("flex items-start gap-2.5 py-1.5 pointer-coarse:py-2.5", className)}>
      <Checkbox {...props} id={id} aria-describedby={helpId} className="mt-0.5" />
      <div className="min-w-0">
        <label htmlFor={id} className="block font-medium">
          {label}
        </label>
        {help && (
          <div id={helpId} className="max-w-[70ch] text-muted text-sm">
            {help}
          </div>
        )}
      </div>
    </div>
  );
}
