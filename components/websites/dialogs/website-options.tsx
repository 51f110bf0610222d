import type { UseFormRegisterReturn } from "react-hook-form";
import { CheckboxField } from "@/components/ui/form/checkbox";

interface WebsiteOptionsProps {
  register: (name: "allowsAnyDomain" | "honorsOptOut") => UseFormRegisterReturn;
}

export function WebsiteOptions({ register }: WebsiteOptionsProps) {
  return (
    <div>
      <CheckboxField
        label="Allow any domain"
        help="Accepts calls from other domains too, such as localhost during development."
        {...register("allowsAnyDomain")}
      />
      <CheckboxField
        label="Respect Do Not Track and Global Privacy Control"
        help="Does not track browsers that send these signals."
        {...register("honorsOptOut")}
      />
    </div>
  );
}
