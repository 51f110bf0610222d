"use client";

import { Switch as Primitive } from "radix-ui";
import { type ComponentProps, type MouseEvent, useId, useState } from "react";
import { cn } from "@/components/ui/class-names";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { useFieldControl } from "./field";

type PlainSwitchProps = ComponentProps<typeof Primitive.Root>;

interface SwitchProps extends PlainSwitchProps {
  /** Disables the switch. It stays focusable and shows the reason in a tooltip. */
  disabledReason?: string | null;
}

export function Switch({ disabledReason, ...props }: SwitchProps) {
  if (!disabledReason) return <PlainSwitch {...props} />;
  return <DisabledSwitch reason={disabledReason} {...props} />;
}

function DisabledSwitch({ reason, ...props }: PlainSwitchProps & { reason: string }) {
  const [open, setOpen] = useState(false);
  const explain = (event: MouseEvent) => {
    event.preventDefault();
    setOpen(true);
  };
  return (
    <Tooltip content={reason} open={open} onOpenChange={setOpen}>
      <PlainSwitch {...props} aria-disabled onClick={explain} />
    </Tooltip>
  );
}

function PlainSwitch({ className, ...props }: PlainSwitchProps) {
  // Styled by aria-checked, because the tooltip overwrites data-state of its trigger.
  return (
    <Primitive.Root
      {...useFieldControl()}
      {...props}
      className={cn(
        "group/switch inline-flex h-5 w-9 shrink-0 items-center rounded-full bg-border-strong p-0.5 transition-colors duration-150 disabled:opacity-50 aria-checked:bg-accent aria-disabled:opacity-60 forced-colors:border forced-colors:p-px forced-colors:aria-checked:bg-[Highlight]",
        className,
      )}
    >
      <Primitive.Thumb className="block size-4 rounded-full bg-surface transition-transform duration-150 group-aria-checked/switch:translate-x-4 forced-colors:bg-[ButtonText] forced-colors:group-aria-checked/switch:bg-[HighlightText]" />
    </Primitive.Root>
  );
}

interface SwitchRowProps {
  label: string;
  /** The effect of the current value. */
  help: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** One line in a box of settings. */
export function SwitchRow({ label, help, checked, onChange }: SwitchRowProps) {
  const id = useId();
  return (
    <div className="flex items-center justify-between gap-4 px-3 py-2.5">
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <p id={`${id}-help`} className="text-muted text-sm">
          {help}
        </p>
      </div>
      <Switch id={id} aria-describedby={`${id}-help`} checked={checked} onCheckedChange={onChange} />
    </div>
  );
}
