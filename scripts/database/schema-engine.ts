import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { Pool } from "pg";

/**
 * Prisma's own migration engine, as WebAssembly from npm: the prisma command would download a program from
 * elsewhere. It keeps the same books in `_prisma_migrations`, so `prisma migrate deploy` agrees with it.
 */
export async function withSchemaEngine<T>(
  url: string,
  schema: string,
  work: (engine: bindings.SchemaEngine) => Promise<T>,
): Promise<T> {
  await loading;
  const pool = new Pool({ connectionString: url });
  const scripts = new WholeScriptAdapter(pool);
  const adapter = bindMigrationAwareSqlAdapterFactory(scripts);
  try {
    const engine = await bindings.SchemaEngine.new(
      { datamodels: [["schema.prisma", schema]] },
      () => {},
      adapter,
    );
    return await work(engine);
  } catch (error) {
    // The engine says where it was, and not what the database said.
    throw scripts.refusal ?? error;
  } finally {
    // The engine's lock on the database is its connection's, and ends with it.
    await pool.end();
  }
}

/**
 * Prisma's adapter would cut a migration at each semicolon, also within a function. PostgreSQL reads it whole, as one
 * transaction, and the note that it is finished with it: whatever is interrupted, its books are right.
 */
class WholeScriptAdapter extends PrismaPg {
  refusal: unknown;

  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await adapter
        .underlyingDriver()
        .query(`${script}\n;${finish}`)
        .catch((error: unknown) => {
          this.refusal = error;
          throw error;
        });
    };
    return adapter;
  }
}

const finish = `
  UPDATE "_prisma_migrations" SET "finished_at" = now() WHERE "finished_at" IS NULL AND "rolled_back_at" IS NULL`;

const loading = load();

async function load(): Promise<void> {
  const file = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const source = await readFile(file.replace(/\.js$/, ".wasm"));
  const { instance } = await WebAssembly.instantiate(source, { "./schema_engine_bg.js": { ...bindings } });
  bindings.__wbg_set_wasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start === "function") start();
}
