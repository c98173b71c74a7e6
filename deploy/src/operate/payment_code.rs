//! The code of a payment token, read from the chain: whether it can run another code in its place.

use anyhow::anyhow;
use bond_abi::AccountId;
use bond_client::address::ss58;
use bond_client::code::{replaceable, Replaceable};
use bond_client::Transport;

use crate::input::defect::{Failure, Problem};

/// What the code of a payment token imports of the ways to replace itself.
///
/// # Errors
/// [`Failure`] when the chain does not have the code, or it is no Wasm module.
pub fn look(chain: &mut impl Transport, code_hash: [u8; 32]) -> Result<Replaceable, Failure> {
    let code = chain.code(code_hash).map_err(anyhow::Error::from)?;
    let code = code.ok_or_else(|| anyhow!("the chain has no code 0x{}", hex::encode(code_hash)))?;
    Ok(replaceable(&code).map_err(anyhow::Error::from)?)
}

/// Refuses a code that can delegate: what runs then is another code, and the hash that was accepted stays the same. Says
/// loudly when it can be replaced: then the distributor stops until the admin accepts the new one.
///
/// # Errors
/// [`Problem`] naming the import.
pub fn require_whole(token: AccountId, found: Replaceable) -> Result<(), Problem> {
    if found.delegates {
        return Err(Problem::new(
            format!("the code of {} imports delegate_call: it can run any other code under the same hash", ss58(token)),
            "name a payment token whose own code does what it does, and no proxy in front of another one",
        ));
    }
    if found.changes {
        eprintln!(
            "warning: the code of {} imports set_code_hash: whoever may do that can replace it. Nothing is paid then until \
             the admin has looked at the new code and accepted it",
            ss58(token)
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_delegates_is_refused_and_one_that_can_change_is_not() {
        let token = AccountId::from([7; 32]);
        let judged = |delegates, changes| require_whole(token, Replaceable { delegates, changes });
        assert!(judged(false, false).is_ok() && judged(false, true).is_ok());
        for changes in [false, true] {
            let problem = judged(true, changes).unwrap_err();
            assert!(problem.problem.contains("delegate_call") && problem.problem.contains(&ss58(token)), "{problem:?}");
        }
    }
}
