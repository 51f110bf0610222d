-- Names show all that they have, and applications whose names look the same have the same folded name: lib/display-name.ts.

-- Two rows may have one name while the statement that renames them runs.
DROP INDEX "Application_workspaceId_foldedName_key";

-- Removes what shows nothing. Joiners and the emoji selector stay where they may be a part of an emoji or a word.
CREATE FUNCTION pg_temp.shown(name text, fallback text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN regexp_replace(shown, '[\u200C\u200D\uFE0F\s]', '', 'g') = '' THEN fallback ELSE shown END
  FROM (SELECT btrim(regexp_replace(regexp_replace(
    regexp_replace(name, '\s+', ' ', 'g'),
    '[\u0001-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u2800\u3164\uFE00-\uFE0E\uFEFF\uFFA0\uFFF0-\uFFFB\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]',
    '', 'g'),
    '([\u0020-\u1FFF])\uFE0F(?!\u20E3)', '\1', 'g')) AS shown) AS s
$$;

CREATE FUNCTION pg_temp.folded(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT btrim(regexp_replace(normalize(replace(replace(regexp_replace(
    name,
    '[\u0001-\u0008\u000E-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]',
    '', 'g'), 'ß', 'ss'), 'ς', 'σ'), NFKC), '\s+', ' ', 'g'))
$$;

-- The oldest of several that look the same keeps its name. The others get the end of their id behind it.
UPDATE "Application" a
SET "name" = CASE WHEN r."rank" = 1 THEN r."name" ELSE left(r."name", 70) || ' (' || lower(right(a."id", 6)) || ')' END,
    "foldedName" = CASE WHEN r."rank" = 1 THEN r."foldedName" ELSE pg_temp.folded(left(r."foldedName", 70) || ' (' || lower(right(a."id", 6)) || ')') END
FROM (
  SELECT *, row_number() OVER (PARTITION BY "workspaceId", "foldedName", "isLiving" ORDER BY "createdAt", "id") AS "rank"
  FROM (
    SELECT "workspaceId", "id", "createdAt", "deletedAt" IS NULL AS "isLiving",
           pg_temp.shown("name", 'Application') AS "name",
           coalesce(nullif(pg_temp.folded("foldedName"), ''), 'application') AS "foldedName"
    FROM "Application"
  ) AS n
) AS r
WHERE r."workspaceId" = a."workspaceId" AND r."id" = a."id"
  AND (r."rank" > 1 AND r."isLiving" OR r."name" <> a."name" OR r."foldedName" <> a."foldedName");

CREATE UNIQUE INDEX "Application_workspaceId_foldedName_key" ON "Application" ("workspaceId", "foldedName") WHERE "deletedAt" IS NULL;

UPDATE "Person" SET "name" = pg_temp.shown("name", "email") WHERE "name" <> pg_temp.shown("name", "email");
UPDATE "Workspace" SET "name" = pg_temp.shown("name", 'Workspace') WHERE "name" <> pg_temp.shown("name", 'Workspace');

-- At these paths a workspace cannot be opened.
UPDATE "Workspace" SET "slug" = "slug" || '-' || left(md5("id"), 4) WHERE "slug" IN ('404', '500', 'collect');

DROP FUNCTION pg_temp.shown;
DROP FUNCTION pg_temp.folded;
