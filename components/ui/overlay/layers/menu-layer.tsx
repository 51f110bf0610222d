"use client";

import { Check } from "lucide-react";
import { Menu as Primitive } from "radix-ui/internal";
import type { ComponentProps } from "react";
import { cn } from "@/components/ui/class-names";
import { useFocusReturn, useOverlay } from "@/components/ui/overlay/overlay-state";

export const MenuRadioGroup = Primitive.RadioGroup;

const itemStyle =
  "relative flex h-control cursor-default select-none items-center gap-2 rounded-control px-2 outline-none data-[highlighted]:bg-hover data-[disabled]:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

export type MenuLayerProps = ComponentProps<typeof Primitive.Content>;

/** What a DropdownMenu opens. Radix's DropdownMenu would need its own trigger, in the page's first load. */
export function MenuLayer({ className, onCloseAutoFocus, ...props }: MenuLayerProps) {
  const { open, setOpen, trigger, triggerId, contentId } = useOverlay();
  const focusReturn = useFocusReturn(onCloseAutoFocus);
  return (
    <Primitive.Root open={open} onOpenChange={setOpen} modal={false}>
      <Primitive.Anchor virtualRef={trigger} />
      <Primitive.Portal>
        <Primitive.Content
          id={contentId}
          aria-labelledby={triggerId}
          sideOffset={4}
          collisionPadding={8}
          align="end"
          {...props}
          {...focusReturn}
          className={cn(
            "z-50 max-h-(--radix-popper-available-height) min-w-44 overflow-y-auto rounded-surface border bg-raised p-1 shadow-float data-[state=closed]:animate-fade-out data-[state=open]:animate-rise-in",
            className,
          )}
        />
      </Primitive.Portal>
    </Primitive.Root>
  );
}

interface MenuItemProps extends ComponentProps<typeof Primitive.Item> {
  variant?: "plain" | "danger";
}

export function MenuItem({ variant = "plain", className, ...props }: MenuItemProps) {
  const danger =
    variant === "danger" && "text-danger data-[highlighted]:bg-danger-subtle [&_svg]:text-danger";
  return <Primitive.Item {...props} className={cn(itemStyle, danger, className)} />;
}

export function MenuRadioItem({ className, children, ...props }: ComponentProps<typeof Primitive.RadioItem>) {
  return (
    <Primitive.RadioItem {...props} className={cn(itemStyle, "pr-8", className)}>
      {children}
      <Primitive.ItemIndicator className="absolute right-2">
        <Check aria-hidden className="size-4" />
      </Primitive.ItemIndicator>
    </Primitive.RadioItem>
  );
}

export function MenuLabel({ className, ...props }: ComponentProps<typeof Primitive.Label>) {
  return <Primitive.Label {...props} className={cn("px-2 py-1.5 text-muted text-xs", className)} />;
}

export function MenuSeparator() {
  return <Primitive.Separator className="-mx-1 my-1 border-t" />;
}
