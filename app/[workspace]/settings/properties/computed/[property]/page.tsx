import type { Metadata } from "next";
import { EditorPage } from "@/components/computations/editor/editor-page";
import { ComputedPropertyEditor } from "@/components/computations/properties/computed-property-editor";
import { initialFormula } from "@/components/computations/properties/formulas";
import { loadEditor, requireComputation } from "../../../computations";

type Props = PageProps<"/[workspace]/settings/properties/computed/[property]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { workspace, property: id } = await params;
  return { title: (await requireComputation(workspace, id, "property"))?.name ?? "Create computed property" };
}

export default async function ComputedPropertyPage({ params, searchParams }: Props) {
  const { workspace: slug, property: id } = await params;
  const { kind, stored, editor } = await loadEditor({
    slug,
    id,
    type: "property",
    searchParams,
    initialBody: { type: "property", formula: initialFormula },
  });
  return (
    <EditorPage
      slug={editor.slug}
      type="property"
      kind={kind}
      parent="Properties"
      title={stored?.name ?? "Create computed property"}
      description="Computed from events or from a date, for each contact."
    >
      <ComputedPropertyEditor {...editor} key={id} propertyName={stored?.propertyName ?? null} />
    </EditorPage>
  );
}
