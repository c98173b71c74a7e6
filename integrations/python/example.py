"""Transfers units of a series with substrate-interface. Configuration and output: integrations/README.md."""

import json
import os
import re
import sys
from pathlib import Path

from scalecodec.utils.ss58 import ss58_decode, ss58_encode
from substrateinterface import Keypair, SubstrateInterface
from substrateinterface.contracts import ContractInstance, ContractMetadata

# Gas on top of what the dry run took: other transactions may come before this one.
MARGIN_PERCENT = 110


class Failure(Exception):
    """Why the example ends without having done its work: 1 when it failed, 2 when its input is defective."""

    def __init__(self, message, exit_code=1, **details):
        super().__init__(message)
        self.exit_code = exit_code
        self.details = details


def refused(refusal, psp22_error, label):
    """A transfer that the bond's rules refuse: what `can_transfer` answers, and the same as a wallet sees it."""
    # "207 RecipientNotRegistered": the code of docs/errors.md and its name.
    code = int(label.split()[0]) if label else None
    message = f"refused: {label or refusal or psp22_error}"
    return Failure(message, refusal=refusal, psp22_error=psp22_error, label=label, code=code)


# Configuration


def required(name, what):
    value = os.environ.get(name, "")
    if not value:
        raise Failure(f"{name} is not set: give {what}", 2)
    return value


def address(field, value):
    try:
        return ss58_encode(ss58_decode(str(value)), 42)
    except ValueError:
        raise Failure(f'{field}: "{value}" is no SS58 address', 2) from None


def read_json(path, exit_code, remedy):
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError:
        raise Failure(f"cannot read {path}: {remedy}", exit_code) from None
    except ValueError:
        raise Failure(f"{path} is no JSON", exit_code) from None


def read_record(path):
    record = read_json(path, 2, "chihosai deploy writes it")
    if not isinstance(record, dict) or record.get("format") != 5:
        raise Failure(f"RECORD: {path} is no deployment record of format 5", 2)
    token = record.get("contracts", {}).get("token")
    if token is None:
        raise Failure(f"RECORD: {path} has no token: its deployment is not finished", 2)
    where = f"{path}: contracts.token.address"
    return record.get("series"), record.get("genesis_hash"), address(where, token.get("address")), token.get("code_hash")


def bundle_of(code_hash):
    """The path of the token's bundle, which must be of the code that the record names: other code may have other messages."""
    default = Path(__file__).resolve().parents[2] / "target" / "ink"
    path = Path(os.environ.get("BUNDLES") or default) / "bond_token" / "bond_token.contract"
    built = read_json(path, 1, "scripts/build.sh builds it").get("source", {}).get("hash")
    if built != code_hash:
        raise Failure(f"the record has a token of code hash {code_hash}, the bundle {path} has {built}")
    return path


# The chain


def connect(url):
    if not re.match(r"wss?://.", url):
        raise Failure(f'RPC_URL: "{url}" does not begin with ws:// or wss://', 2)
    try:
        return SubstrateInterface(url=url, ss58_format=42, ws_options={"timeout": 20})
    except OSError:
        raise Failure(f"there is no node at {url}") from None


def check_chain(chain, genesis_hash, token, code_hash):
    genesis = chain.get_block_hash(0)
    if genesis != genesis_hash:
        raise Failure(f"another chain: its genesis is {genesis}, the record's is {genesis_hash}")
    info = chain.query("Contracts", "ContractInfoOf", [token]).value
    if info is None:
        raise Failure(f"there is no contract at {token}")
    if info["code_hash"] != code_hash:
        raise Failure(f"the contract at {token} has code hash {info['code_hash']}, the record {code_hash}")


def signer(chain):
    """The signer. The development account is for development chains only: its key is public."""
    uri = os.environ.get("ACCOUNT_URI") or None
    chain_type = chain.rpc_request("system_chainType", [])["result"]
    if uri is None and chain_type != "Development":
        raise Failure(f'ACCOUNT_URI is not set, and the chain is not a development chain but "{chain_type}"', 2)
    try:
        return Keypair.create_from_uri(uri or "//Alice", ss58_format=42)
    except Exception:
        raise Failure("ACCOUNT_URI is no secret URI", 2) from None  # never print it


# [doc:python-answer]
def answer(dry_run):
    """What a message answers, without ink!'s outer `Result<answer, LangError>`."""
    outer = dry_run.value["result"]["Ok"]["data"]
    if "Ok" not in outer:
        raise Failure("the contract does not know the message")
    return outer["Ok"]
# [/doc]


def error_of(result):
    """The error of a `Result<(), E>` as its variant and its value; `None` twice when there is none."""
    if "Err" not in result:
        return None, None
    error = result["Err"]
    return next(iter(error.items())) if isinstance(error, dict) else (error, None)


def transfer():
    series, genesis_hash, token_address, code_hash = read_record(required("RECORD", "the path of the deployment record"))
    units = required("UNITS", "how many units to transfer")
    if not re.fullmatch(r"[1-9]\d{0,15}", units):
        raise Failure(f'UNITS: "{units}" is no whole number from 1 to 9,999,999,999,999,999', 2)
    units = int(units)
    to = address("TO", required("TO", "the SS58 address of the recipient"))
    bundle = bundle_of(code_hash)
    chain = connect(os.environ.get("RPC_URL") or "ws://127.0.0.1:9944")
    check_chain(chain, genesis_hash, token_address, code_hash)
    sender = signer(chain)

    # [doc:python-read]
    metadata = ContractMetadata.create_from_file(str(bundle), substrate=chain)
    token = ContractInstance(token_address, metadata, chain)
    name = answer(token.read(sender, "PSP22Metadata::token_name"))
    supply = answer(token.read(sender, "PSP22::total_supply"))
    before = answer(token.read(sender, "PSP22::balance_of", {"owner": sender.ss58_address}))
    # [/doc]

    # [doc:python-transfer]
    question = {"from": sender.ss58_address, "to": to, "units": units}
    refusal, _ = error_of(answer(token.read(sender, "BondToken::can_transfer", question)))
    arguments = {"to": to, "value": units, "data": "0x"}
    dry_run = token.read(sender, "PSP22::transfer", arguments)
    error, label = error_of(answer(dry_run))  # "Custom", "207 RecipientNotRegistered"
    if refusal or error:
        raise refused(refusal, error, label)
    gas_limit = {part: amount * MARGIN_PERCENT // 100 for part, amount in dry_run.value["gas_required"].items()}
    receipt = token.exec(sender, "PSP22::transfer", arguments, gas_limit=gas_limit, wait_for_finalization=True)
    if not receipt.is_success:
        raise Failure(f"the transfer failed: {receipt.error_message['name']}")
    moved = next((event.value for event in receipt.contract_events if event.value["name"] == "Transfer"), None)
    # [/doc]

    if moved is None:
        raise Failure("the transaction has no Transfer event")
    moved = {argument["label"]: argument["value"] for argument in moved["args"]}
    return {
        "series": series,
        "token": name,
        "supply": supply,
        "balance_before": before,
        "block": chain.get_block_number(receipt.block_hash),
        "from": moved["from"],
        "to": moved["to"],
        "units": moved["value"],
        "balance_after": answer(token.read(sender, "PSP22::balance_of", {"owner": sender.ss58_address})),
    }


def main():
    """The result goes to standard output as JSON, a failure to standard error as JSON on one line."""
    try:
        print(json.dumps(transfer(), indent=2, ensure_ascii=False))
        return 0
    except Failure as failure:
        shown = {"error": str(failure), **failure.details}
        exit_code = failure.exit_code
    except Exception as error:  # whatever the library raises: what it says is what there is to say
        shown = {"error": f"{type(error).__name__}: {error}"}
        exit_code = 1
    print(json.dumps(shown, ensure_ascii=False), file=sys.stderr)
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
