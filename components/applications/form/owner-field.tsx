import type { Ref } from "react";
import type { ApiAccess } from "@/components/applications/api-access";
import { Field } from "@/components/ui/form/field";
import { Select } from "@/components/ui/form/select";

interface OwnerFieldProps {
  members: ApiAccess["members"];
  /** A person id; null for no owner. */
  value: string | null;
  onChange: (value: string | null) => void;
  error?: string | undefined;
  ref: Ref<HTMLSelectElement>;
}

/** Chooses the member to ask about an application. */
export function OwnerField({ members, value, onChange, error, ref }: OwnerFieldProps) {
  const hasNamesake = ({ id, name }: ApiAccess["members"][number]) =>
    members.some((other) => other.id !== id && other.name === name);
  return (
    <Field label="Owner" help="The member to ask about it, who also gets emails about its key." error={error}>
      <Select ref={ref} value={value ?? ""} onChange={({ target }) => onChange(target.value || null)}>
        <option value="">No owner</option>
        {members.map((member) => (
          <option key={member.id} value={member.id}>
            {hasNamesake(member) ? `${member.name} (${member.email})` : member.name}
          </option>
        ))}
      </Select>
    </Field>
  );
}
