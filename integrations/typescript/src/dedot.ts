/** Transfers units of a series with dedot. Configuration and output: integrations/README.md. */
import { LegacyClient, WsProvider } from 'dedot';
import { Contract } from 'dedot/contracts';
import type { BondTokenContractApi } from '../types/bond-token/index.js';
import { checkChain, connected, Failure, refused, run, signer, whole } from './series.js';
import type { Config, Transferred } from './series.js';

/** Gas on top of what the dry run took: other transactions may come before this one. */
const MARGIN_PERCENT = 110n;

async function transfer(config: Config): Promise<Transferred> {
  const { record, to, units } = config;
  const provider = new WsProvider({ endpoint: config.rpcUrl, retryDelayMs: 0 });
  // A development node makes a block only when there is a transaction: a quiet connection is not a dead one.
  const client = await connected(config, LegacyClient.new({ provider, stalingDetectionTimeout: 0 }));
  const info = await client.query.contracts.contractInfoOf(record.token.address);
  checkChain(record, (await client.rpc.chain_getBlockHash(0)) ?? '', info?.codeHash);
  const sender = await signer(config, String(await client.rpc.system_chainType()));
  const from = sender.address;

  // [doc:dedot-read]
  const token = new Contract<BondTokenContractApi>(client, config.bundle, record.token.address, { defaultCaller: from });
  const { data: name } = await token.query.psp22MetadataTokenName();
  const { data: supply } = await token.query.psp22TotalSupply();
  const { data: before } = await token.query.psp22BalanceOf(from);
  // [/doc]
  const balances = { supply: whole(supply), balance_before: whole(before) };

  // [doc:dedot-transfer]
  const { data: allowed } = await token.query.bondTokenCanTransfer(from, to, units);
  const { data: tried, raw } = await token.query.psp22Transfer(to, units, '0x');
  if (allowed.isErr || tried.isErr) {
    const refusal = allowed.isErr ? allowed.err : null; // 'RecipientNotRegistered'
    const error = tried.isErr ? tried.err : undefined; // { type: 'Custom', value: '207 RecipientNotRegistered' }
    throw refused(refusal, error?.type ?? null, error?.type === 'Custom' ? error.value : null);
  }
  const { refTime, proofSize } = raw.gasRequired;
  const gasLimit = { refTime: (refTime * MARGIN_PERCENT) / 100n, proofSize: (proofSize * MARGIN_PERCENT) / 100n };
  const { status, events, dispatchError } = await token.tx.psp22Transfer(to, units, '0x', { gasLimit }).signAndSend(sender).untilFinalized();
  if (dispatchError) throw new Failure(`the transfer failed: ${client.registry.findErrorMeta(dispatchError)?.name ?? dispatchError.type}`);
  const moved = token.events.Transfer.find(events)?.data;
  // [/doc]

  if (status.type !== 'Finalized' || !moved?.from || !moved.to) throw new Failure('the transaction has no Transfer event');
  const { data: after } = await token.query.psp22BalanceOf(from);
  return {
    series: record.series,
    token: name ?? '',
    ...balances,
    block: status.value.blockNumber,
    from: moved.from.address(),
    to: moved.to.address(),
    units: whole(moved.value),
    balance_after: whole(after),
  };
}

await run(transfer);
