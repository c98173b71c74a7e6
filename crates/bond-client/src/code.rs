//! What a contract's code can put in its own place, read from its Wasm: who pays in a token must know whether the code that
//! was looked at is the code that runs.

use std::collections::BTreeSet;

use wasmparser::{Imports, Parser, Payload};

use crate::transport::ClientError;

/// What a code imports of the ways to run another code for the same contract.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Replaceable {
    /// `delegate_call`: it can run another code with its own storage and balance, and its code hash stays. Nobody outside
    /// can see that from the hash.
    pub delegates: bool,
    /// `set_code_hash`: it can take on another code. Its code hash says so.
    pub changes: bool,
}

/// The pallet knows each function by two names.
const DELEGATE_CALL: [&str; 2] = ["delegate_call", "seal_delegate_call"];
const SET_CODE_HASH: [&str; 2] = ["set_code_hash", "seal_set_code_hash"];

/// Reads it from the code. What a code does not import it cannot call; what it imports it may never call.
///
/// # Errors
/// [`ClientError::Chain`] for bytes that are no Wasm module.
pub fn replaceable(wasm: &[u8]) -> Result<Replaceable, ClientError> {
    let names = imports(wasm).map_err(|error| ClientError::Chain(format!("a code that is no Wasm module: {error}")))?;
    let has = |known: [&str; 2]| known.iter().any(|name| names.contains(*name));
    Ok(Replaceable { delegates: has(DELEGATE_CALL), changes: has(SET_CODE_HASH) })
}

fn imports(wasm: &[u8]) -> Result<BTreeSet<String>, String> {
    let mut names = BTreeSet::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::ImportSection(section) = payload.map_err(|error| error.to_string())? else { continue };
        for group in section {
            match group.map_err(|error| error.to_string())? {
                Imports::Single(_, import) => _ = names.insert(import.name.to_owned()),
                // The pallet takes no such module.
                _ => return Err("imports in a form that contracts do not have".to_owned()),
            }
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports one function of two bytes' names: sections 1 (types) and 2 (imports).
    fn module(name: &str) -> Vec<u8> {
        let import = [&[5][..], b"seal0", &[u8::try_from(name.len()).unwrap()], name.as_bytes(), &[0, 0]].concat();
        let section = [&[1][..], &import].concat();
        let mut wasm = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02".to_vec();
        wasm.push(u8::try_from(section.len()).unwrap());
        [wasm, section].concat()
    }

    #[test]
    fn a_code_that_delegates_or_changes_is_known_by_its_imports() {
        let of = |name: &str| replaceable(&module(name)).map(|found| (found.delegates, found.changes));
        assert!(matches!(of("transfer"), Ok((false, false))));
        for name in DELEGATE_CALL {
            assert!(matches!(of(name), Ok((true, false))), "{name}");
        }
        for name in SET_CODE_HASH {
            assert!(matches!(of(name), Ok((false, true))), "{name}");
        }
        // A name that only resembles one is another function.
        assert!(matches!(of("delegate_calls"), Ok((false, false))));
    }

    #[test]
    fn what_is_no_module_is_an_error() {
        for bytes in [&b""[..], b"\0asm", b"no module at all", &module("transfer")[..20]] {
            assert!(replaceable(bytes).is_err(), "{bytes:?}");
        }
    }
}
