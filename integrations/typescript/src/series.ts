/** What both examples share: their configuration, the deployment record, and how they end. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Keyring } from '@polkadot/keyring';
import type { KeyringPair } from '@polkadot/keyring/types';
import { cryptoWaitReady, decodeAddress, encodeAddress } from '@polkadot/util-crypto';

/** Why an example ends without having done its work: 1 when it failed, 2 when its input is defective. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
    readonly details: Record<string, string | number | null> = {},
  ) {
    super(message);
  }
}

/** A transfer that the bond's rules refuse: what `can_transfer` answers, and the same refusal as a wallet sees it. */
export function refused(refusal: string | null, psp22Error: string | null, label: string | null): Failure {
  // "207 RecipientNotRegistered": the code of docs/errors.md and its name.
  const code = label === null ? null : Number.parseInt(label, 10);
  return new Failure(`refused: ${label ?? refusal ?? psp22Error}`, 1, { refusal, psp22_error: psp22Error, label, code });
}

export interface Deployed {
  address: string;
  codeHash: string;
}

/** The fields of a deployment record that a transfer needs. */
export interface DeploymentRecord {
  series: string;
  genesisHash: string;
  token: Deployed;
}

export interface Config {
  rpcUrl: string;
  record: DeploymentRecord;
  /** The built bundle of the token: its ink! metadata, and the code hash. */
  bundle: string;
  accountUri: string | undefined;
  to: string;
  units: bigint;
}

export interface Transferred {
  series: string;
  token: string;
  supply: number;
  balance_before: number;
  block: number;
  from: string;
  to: string;
  units: number;
  balance_after: number;
}

/** Reads the environment, the record and the bundle. */
export function configure(): Config {
  const record = readRecord(required('RECORD', 'the path of the deployment record'));
  const units = required('UNITS', 'how many units to transfer');
  if (!/^[1-9]\d{0,15}$/.test(units)) throw new Failure(`UNITS: "${units}" is no whole number from 1 to 9,999,999,999,999,999`, 2);
  return {
    rpcUrl: endpoint(process.env['RPC_URL'] || 'ws://127.0.0.1:9944'),
    record,
    bundle: readBundle(record),
    accountUri: process.env['ACCOUNT_URI'] || undefined,
    to: address('TO', required('TO', 'the SS58 address of the recipient')),
    units: BigInt(units),
  };
}

function required(name: string, what: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Failure(`${name} is not set: give ${what}`, 2);
  return value;
}

function endpoint(url: string): string {
  if (!/^wss?:\/\/./.test(url)) throw new Failure(`RPC_URL: "${url}" does not begin with ws:// or wss://`, 2);
  return url;
}

function address(field: string, value: unknown): string {
  try {
    return encodeAddress(decodeAddress(String(value)), 42);
  } catch {
    throw new Failure(`${field}: "${String(value)}" is no SS58 address`, 2);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function readRecord(path: string): DeploymentRecord {
  const record: unknown = parse(path, 2, 'chihosai deploy writes it');
  const contracts = isObject(record) ? record['contracts'] : undefined;
  const token = isObject(contracts) ? contracts['token'] : undefined;
  if (!isObject(record) || record['format'] !== 5) throw new Failure(`RECORD: ${path} is no deployment record of format 5`, 2);
  if (!isObject(token)) throw new Failure(`RECORD: ${path} has no token: its deployment is not finished`, 2);
  return {
    series: String(record['series']),
    genesisHash: String(record['genesis_hash']),
    token: { address: address(`${path}: contracts.token.address`, token['address']), codeHash: String(token['code_hash']) },
  };
}

/** The token's bundle, which must be of the code that the record names: other code may have other messages. */
function readBundle(record: DeploymentRecord): string {
  const folder = process.env['BUNDLES'] || fileURLToPath(new URL('../../../target/ink', import.meta.url));
  const path = join(folder, 'bond_token', 'bond_token.contract');
  const bundle: unknown = parse(path, 1, 'scripts/build.sh builds it');
  const source = isObject(bundle) ? bundle['source'] : undefined;
  const hash = isObject(source) ? String(source['hash']) : '(none)';
  if (hash !== record.token.codeHash) {
    throw new Failure(`the record has a token of code hash ${record.token.codeHash}, the bundle ${path} has ${hash}`, 1);
  }
  return JSON.stringify(bundle);
}

function parse(path: string, exitCode: 1 | 2, remedy: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new Failure(`cannot read ${path}: ${remedy}`, exitCode);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(`${path} is no JSON`, exitCode);
  }
}

/** The signer. The development account is for development chains only: its key is public. */
export async function signer(config: Config, chainType: string): Promise<KeyringPair> {
  if (config.accountUri === undefined && chainType !== 'Development') {
    throw new Failure(`ACCOUNT_URI is not set, and the chain is not a development chain but "${chainType}"`, 2);
  }
  await cryptoWaitReady();
  const uri = config.accountUri ?? '//Alice';
  try {
    return new Keyring({ type: 'sr25519', ss58Format: 42 }).addFromUri(uri);
  } catch {
    throw new Failure('ACCOUNT_URI is no secret URI', 2); // never print it
  }
}

/** The chain must be the one of the record, and the token's code too. */
export function checkChain(record: DeploymentRecord, genesisHash: string, codeHash: string | undefined): void {
  if (genesisHash !== record.genesisHash) {
    throw new Failure(`another chain: its genesis is ${genesisHash}, the record's is ${record.genesisHash}`, 1);
  }
  if (codeHash === undefined) throw new Failure(`there is no contract at ${record.token.address}`, 1);
  if (codeHash !== record.token.codeHash) {
    throw new Failure(`the contract at ${record.token.address} has code hash ${codeHash}, the record ${record.token.codeHash}`, 1);
  }
}

/** Gives up on a node that does not answer. */
export async function connected<T>(config: Config, connecting: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Failure(`the node at ${config.rpcUrl} does not answer`)), 20_000);
  });
  try {
    return await Promise.race([connecting, timeout]);
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(`there is no node at ${config.rpcUrl}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Units as a JSON number. Ask it of the supply before anything is sent: no other number of units is larger. */
export function whole(units: bigint): number {
  if (units > BigInt(Number.MAX_SAFE_INTEGER)) throw new Failure(`${units} units are more than JavaScript's numbers hold exactly`);
  return Number(units);
}

/** Runs an example: its result goes to standard output as JSON, a failure to standard error as JSON on one line. */
export async function run(example: (config: Config) => Promise<Transferred>): Promise<never> {
  let exitCode = 0;
  try {
    console.log(JSON.stringify(await example(configure()), null, 2));
  } catch (error) {
    const failure = error instanceof Failure ? error : new Failure(error instanceof Error ? error.message : String(error));
    console.error(JSON.stringify({ error: failure.message, ...failure.details }));
    exitCode = failure.exitCode;
  }
  process.exit(exitCode);
}
