/** Transfers units of a series with polkadot.js. Configuration and output: integrations/README.md. */
import '@polkadot/api/augment';
import { ApiPromise, WsProvider } from '@polkadot/api';
import { ContractPromise } from '@polkadot/api-contract';
import type { ContractSubmittableResult } from '@polkadot/api-contract/base/Contract';
import type { ContractCallOutcome } from '@polkadot/api-contract/types';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { Enum, Null, Option, Result, Text, u128 } from '@polkadot/types';
import type { AccountId, DispatchError, WeightV2 } from '@polkadot/types/interfaces';
import type { Codec } from '@polkadot/types/types';
import { checkChain, connected, Failure, refused, run, signer, whole } from './series.js';
import type { Config, Transferred } from './series.js';

/** Gas on top of what the dry run took: other transactions may come before this one. */
const MARGIN_PERCENT = 110n;

/** The name of an error of the chain, such as OutOfGas. */
function named(error: DispatchError): string {
  return error.isModule ? error.registry.findMetaError(error.asModule).name : error.type;
}

// [doc:polkadot-js-answer]
/** What a message answers, without ink!'s outer `Result<answer, LangError>`. */
function answer<T extends Codec>({ result, output }: ContractCallOutcome): T {
  if (result.isErr) throw new Failure(`the message did not run: ${named(result.asErr)}`);
  const outer = output as Result<T, Codec>;
  if (outer.isErr) throw new Failure('the contract does not know the message');
  return outer.asOk;
}
// [/doc]

/** Sends a transaction and waits until its block is final. */
function finalised(token: ContractPromise, sender: KeyringPair, gasLimit: WeightV2, to: string, units: bigint) {
  return new Promise<ContractSubmittableResult>((resolve, reject) => {
    const sending = token.tx['psp22::transfer']!({ gasLimit }, to, units, []).signAndSend(sender, (result) => {
      if (result.isFinalized) resolve(result as ContractSubmittableResult);
      else if (result.isError) reject(new Failure(`the transaction is ${result.status.type}`));
    });
    sending.catch(reject);
  });
}

async function connect(config: Config): Promise<ApiPromise> {
  const provider = new WsProvider(config.rpcUrl, false);
  const refusedBy = new Promise<never>((_, reject) => provider.on('error', () => reject(new Error('no connection'))));
  await connected(config, Promise.race([refusedBy, provider.connect().then(() => provider.isReady)]));
  return ApiPromise.create({ provider, noInitWarn: true });
}

async function transfer(config: Config): Promise<Transferred> {
  const { record, to, units } = config;
  const api = await connect(config);
  const info = await api.query.contracts.contractInfoOf(record.token.address);
  checkChain(record, api.genesisHash.toHex(), info.unwrapOr(undefined)?.codeHash.toHex());
  const sender = await signer(config, (await api.rpc.system.chainType()).type);
  const from = sender.address;

  // [doc:polkadot-js-read]
  const token = new ContractPromise(api, config.bundle, record.token.address);
  // Without a limit of its own, a dry run has no proof size and ends with OutOfGas.
  const most = { gasLimit: api.consts.system.blockWeights.maxBlock };
  const ask = (message: string, ...args: unknown[]) => token.query[message]!(from, most, ...args);
  const name = answer<Option<Text>>(await ask('psp22Metadata::tokenName'));
  const supply = answer<u128>(await ask('psp22::totalSupply'));
  const before = answer<u128>(await ask('psp22::balanceOf', from));
  // [/doc]
  const balances = { supply: whole(supply.toBigInt()), balance_before: whole(before.toBigInt()) };

  // [doc:polkadot-js-transfer]
  const allowed = answer<Result<Null, Enum>>(await ask('bondToken::canTransfer', from, to, units));
  const dryRun = await ask('psp22::transfer', to, units, []);
  const tried = answer<Result<Null, Enum>>(dryRun);
  if (allowed.isErr || tried.isErr) {
    const refusal = allowed.isErr ? allowed.asErr.type : null; // 'RecipientNotRegistered'
    const error = tried.isErr ? tried.asErr : null; // Custom('207 RecipientNotRegistered')
    throw refused(refusal, error?.type ?? null, error?.type === 'Custom' ? error.value.toString() : null);
  }
  const { refTime, proofSize } = dryRun.gasRequired as WeightV2;
  const gasLimit = api.registry.createType<WeightV2>('WeightV2', {
    refTime: (refTime.toBigInt() * MARGIN_PERCENT) / 100n,
    proofSize: (proofSize.toBigInt() * MARGIN_PERCENT) / 100n,
  });
  const { contractEvents, blockNumber, dispatchError } = await finalised(token, sender, gasLimit, to, units);
  if (dispatchError) throw new Failure(`the transfer failed: ${named(dispatchError)}`);
  const [movedFrom, movedTo, moved] = contractEvents?.find(({ event }) => event.identifier === 'Transfer')?.args ?? [];
  // [/doc]

  if (!movedFrom || !movedTo || !moved || !blockNumber) throw new Failure('the transaction has no Transfer event');
  const after = answer<u128>(await ask('psp22::balanceOf', from));
  return {
    series: record.series,
    token: name.toString(),
    ...balances,
    block: blockNumber.toNumber(),
    from: (movedFrom as Option<AccountId>).unwrap().toString(),
    to: (movedTo as Option<AccountId>).unwrap().toString(),
    units: whole((moved as u128).toBigInt()),
    balance_after: whole(after.toBigInt()),
  };
}

await run(transfer);
