/** Generates types/ from the built bundles with dedot's own generator; with --check only compares. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const CONTRACTS = ['kyc_desk', 'kyc_registry', 'bond_office', 'bond_token', 'paying_agent', 'coupon_distributor', 'yen_token'];
/** What the generator writes for every contract. */
const FILES = ['constructor-query', 'constructor-tx', 'events', 'index', 'query', 'tx', 'types'];

/** Names of arguments that TypeScript does not admit; the generator writes them as they are. */
const RESERVED = ['new', 'default', 'delete', 'function', 'class', 'var', 'with', 'in', 'this'];

const here = fileURLToPath(new URL('..', import.meta.url));
const bundles = process.env['BUNDLES'] || join(here, '../../target/ink');
const committed = join(here, 'types');

function fail(message: string): never {
  throw new Error(message);
}

/** The bundle with names of arguments that TypeScript admits. Arguments are given by place, so nothing else changes. */
function admitted(bundle: string): string {
  interface Message { args: { label: string }[] }
  const metadata = JSON.parse(readFileSync(bundle, 'utf8')) as { spec: { constructors: Message[]; messages: Message[] } };
  for (const { args } of [...metadata.spec.constructors, ...metadata.spec.messages]) {
    for (const argument of args) if (RESERVED.includes(argument.label)) argument.label += '_value'; // newValue
  }
  return JSON.stringify(metadata);
}

function generate(folder: string): void {
  for (const contract of CONTRACTS) {
    const bundle = join(bundles, contract, `${contract}.contract`);
    if (!existsSync(bundle)) fail(`${bundle} is not built: run scripts/build.sh`);
    const name = contract.replaceAll('_', '-');
    const copy = join(copies, `${contract}.contract`);
    writeFileSync(copy, admitted(bundle));
    const made = spawnSync(join(here, 'node_modules/.bin/dedot'), ['typink', '-m', copy, '-o', folder, '-c', name], { encoding: 'utf8' });
    // The generator ends with 0 when it failed: only its files tell.
    const missing = FILES.filter((file) => !existsSync(join(folder, name, `${file}.d.ts`)));
    if (made.status !== 0 || missing.length > 0) fail(`dedot could not generate the types of ${name}:\n${made.stdout}${made.stderr}`);
  }
}

function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
}

function differences(one: string, other: string): string[] {
  const all = [...new Set([...filesOf(one), ...filesOf(other)])].sort();
  const read = (folder: string, file: string) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : undefined);
  return all.filter((file) => read(one, file) !== read(other, file));
}

const fresh = mkdtempSync(join(tmpdir(), 'chihosai-types-'));
const copies = mkdtempSync(join(tmpdir(), 'chihosai-bundles-'));
try {
  generate(fresh);
  const stale = differences(committed, fresh);
  if (process.argv.includes('--check')) {
    if (stale.length > 0) {
      fail(`integrations/typescript/types is not what the built contracts give:\n  ${stale.join('\n  ')}\nrun npm run types in integrations/typescript`);
    }
    console.log(`types: ${filesOf(fresh).length} files are up to date`);
  } else {
    rmSync(committed, { recursive: true, force: true });
    cpSync(fresh, committed, { recursive: true });
    console.log(`types: ${stale.length} of ${filesOf(fresh).length} files changed`);
  }
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  for (const folder of [fresh, copies]) rmSync(folder, { recursive: true, force: true });
}
