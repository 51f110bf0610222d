"use client";

import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import { type ComponentProps, type MouseEvent, type ReactNode, useState } from "react";
import { Spinner } from "@/components/ui/feedback/spinner";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { cn } from "./class-names";
import { SwapLabel } from "./swap-label";

const buttonStyle = cva(
  "inline-flex h-control shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-control border border-transparent font-medium text-base transition-colors duration-150 disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-accent text-on-accent not-aria-disabled:hover:bg-accent-hover",
        secondary:
          "border-border-strong/60 bg-surface text-text not-aria-disabled:hover:border-border-strong not-aria-disabled:hover:bg-hover",
        ghost: "text-text not-aria-disabled:hover:bg-hover",
        danger: "bg-danger-fill text-on-danger not-aria-disabled:hover:bg-danger-fill-hover",
      },
      size: { md: "px-3", icon: "w-control px-0" },
      disabled: { true: "border-border bg-inset text-muted" },
    },
    compoundVariants: [
      { variant: "ghost", disabled: true, class: "border-transparent bg-transparent text-border-strong" },
    ],
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export interface ButtonProps
  extends ComponentProps<"button">,
    Pick<VariantProps<typeof buttonStyle>, "variant" | "size"> {
  /** Shows that the action is running. The width stays, and further clicks do nothing. */
  pending?: boolean;
  /** The label while pending, such as "Creating…". */
  pendingLabel?: string;
  /** Disables the button. It stays focusable and shows the reason in a tooltip. */
  disabledReason?: string | null;
  /** Renders the only child, such as a link, in the button's style. Not together with disabledReason. */
  asChild?: boolean;
}

export function Button({ disabledReason, ...props }: ButtonProps) {
  if (!disabledReason) return <PlainButton {...props} />;
  return <DisabledButton reason={disabledReason} {...props} />;
}

interface IconButtonProps extends Omit<ButtonProps, "size" | "pendingLabel" | "aria-label"> {
  /** The accessible name, and the tooltip. */
  label: string;
  shortcut?: string;
  children: ReactNode;
}

export function IconButton({
  label,
  shortcut,
  disabledReason,
  variant = "ghost",
  ...props
}: IconButtonProps) {
  if (disabledReason) {
    return (
      <DisabledButton reason={disabledReason} aria-label={label} variant={variant} size="icon" {...props} />
    );
  }
  return (
    <Tooltip content={label} shortcut={shortcut}>
      <PlainButton aria-label={label} variant={variant} size="icon" {...props} />
    </Tooltip>
  );
}

type PlainButtonProps = Omit<ButtonProps, "disabledReason">;

function PlainButton({
  className,
  variant,
  size,
  pending,
  pendingLabel,
  asChild,
  ...props
}: PlainButtonProps) {
  const style = cn(buttonStyle({ variant, size }), className);
  if (asChild) return <Slot.Root {...props} className={style} />;
  return (
    <button
      type="button"
      {...props}
      className={style}
      aria-busy={pending || undefined}
      aria-disabled={pending || props["aria-disabled"]}
      onClick={pending ? preventClick : props.onClick}
    >
      <ButtonLabel pending={pending} pendingLabel={pendingLabel}>
        {props.children}
      </ButtonLabel>
    </button>
  );
}

function ButtonLabel({
  pending = false,
  pendingLabel,
  children,
}: Pick<ButtonProps, "pending" | "pendingLabel" | "children">) {
  if (pendingLabel) {
    const busy = (
      <>
        <Spinner />
        {pendingLabel}
      </>
    );
    return <SwapLabel first={children} second={busy} showSecond={pending} />;
  }
  return pending ? <Spinner /> : children;
}

function DisabledButton({
  reason,
  className,
  variant,
  size,
  asChild,
  children,
  ...props
}: PlainButtonProps & { reason: string }) {
  const [open, setOpen] = useState(false);
  // Touch screens have no hover, so a press shows the reason too.
  const explain = (event: MouseEvent) => {
    preventClick(event);
    setOpen(true);
  };
  const { pending, pendingLabel, ...rest } = props;
  return (
    <Tooltip content={reason} open={open} onOpenChange={setOpen}>
      <button
        {...rest}
        type="button"
        aria-disabled
        className={cn(buttonStyle({ variant, size, disabled: true }), className)}
        onClick={explain}
      >
        {children}
      </button>
    </Tooltip>
  );
}

function preventClick(event: MouseEvent) {
  event.preventDefault();
  event.stopPropagation();
}
