import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Formats that are not compressed yet, unlike fonts and images. */
const compressible = /\.(?:js|css|json|svg|txt)$/;
const minBytes = 1_024;
/** Quality 11 takes four times as long for 9 % fewer bytes. */
const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };

/** Writes `FILE.br` and `FILE.gz` beside the files of a folder. */
export async function compressFiles(folder: string): Promise<void> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    compressible.test(name),
  );
  await Promise.all(files.map((name) => compressFile(join(folder, name))));
}

async function compressFile(file: string): Promise<void> {
  const bytes = await readFile(file);
  if (bytes.length < minBytes) return;
  const [br, gz] = await Promise.all([promisify(brotliCompress)(bytes, { params }), promisify(gzip)(bytes)]);
  await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
}
