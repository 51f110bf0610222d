import type { Metadata } from "next";
import { emptyCondition } from "@/components/computations/builder/new-conditions";
import { EditorPage } from "@/components/computations/editor/editor-page";
import { HealthProfileEditor } from "@/components/computations/health/health-profile-editor";
import { listWithBodies } from "@/lib/computations/queries";
import { loadEditor, requireComputation } from "../../computations";

type Props = PageProps<"/[workspace]/settings/health/[profile]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { workspace, profile: id } = await params;
  return {
    title: (await requireComputation(workspace, id, "healthProfile"))?.name ?? "Create health profile",
  };
}

export default async function HealthProfilePage({ params, searchParams }: Props) {
  const { workspace: slug, profile: id } = await params;
  const { workspaceId, kind, stored, editor } = await loadEditor({
    slug,
    id,
    type: "healthProfile",
    searchParams,
    initialBody: { type: "healthProfile", good: emptyCondition, bad: emptyCondition, isDefault: false },
  });
  const profiles = await listWithBodies(workspaceId, kind, "healthProfile");
  if (!stored && profiles.length === 0) editor.saved.body.isDefault = true;
  const usedBy = profiles.find((profile) => profile.id === stored?.id)?.usedBy ?? [];
  return (
    <EditorPage
      slug={editor.slug}
      type="healthProfile"
      kind={kind}
      parent="Health"
      title={stored?.name ?? "Create health profile"}
      description="Good is checked first, then bad. Otherwise the health is normal."
    >
      <HealthProfileEditor {...editor} key={id} stages={usedBy.filter(({ type }) => type === "stage")} />
    </EditorPage>
  );
}
