//! Storage, calls and replies as bytes, for the contracts that every transfer and payment pays for. ink! brings a copy of
//! its code for each type that is stored, asked for or returned; here all share one.

use bond_abi::wire::{read_rest, Raw};
use bond_abi::AccountId;
use ink::env::call::{build_call, ExecutionInput, Selector};
use ink::env::DefaultEnvironment;
use ink::prelude::vec::Vec;
use ink::storage::traits::Storable;
use scale::{Encode, Error, Input, Output};

struct Bytes<T>(T);

/// How a message ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With a value.
    Plain,
    /// With `Ok`.
    Ok,
    /// With `Err`: everything is undone.
    Err,
}

/// What lies under a key; no bytes when nothing does. Called from one place, it is compiled once.
#[inline(always)]
pub fn get<K: Encode>(key: &K) -> Vec<u8> {
    let bytes = match ink::env::get_contract_storage::<K, Bytes<Vec<u8>>>(key) {
        Ok(Some(Bytes(bytes))) => bytes,
        _ => Vec::new(),
    };
    // ink!'s test engine hands out its whole buffer.
    #[cfg(feature = "std")]
    let bytes = {
        let len = ink::env::contains_contract_storage(key).unwrap_or(0) as usize;
        bytes.into_iter().take(len).collect()
    };
    bytes
}

/// What a contract answers, as bytes; `None` when it does not.
#[inline(never)]
pub fn ask(callee: &AccountId, selector: [u8; 4], arguments: Vec<u8>) -> Option<Vec<u8>> {
    let reply = build_call::<DefaultEnvironment>()
        .call(*callee)
        .exec_input(ExecutionInput::new(Selector::new(selector)).push_arg(Raw::<()>::from(arguments)))
        .returns::<Raw<()>>()
        .try_invoke();
    Some(reply.ok()?.ok()?.0)
}

/// Puts bytes there.
#[inline(always)]
pub fn set<K: Encode>(key: &K, bytes: &[u8]) {
    ink::env::set_contract_storage(key, &Bytes(bytes));
}

/// Ends a message, as ink! does it after one that returns, but without writing the root back: who changed it has done
/// that. What ink! has after the message is never reached, and therefore not compiled either. Off the chain a message
/// returns to its caller as any function does.
#[cfg(feature = "std")]
pub fn end(_: End, _: &[u8]) {}

/// On the chain it never returns, which the optimiser sees; the type says otherwise so that both read the same.
#[cfg(not(feature = "std"))]
#[inline(never)]
pub fn end(end: End, value: &[u8]) {
    struct Reply<'a>(End, &'a [u8]);
    impl Encode for Reply<'_> {
        fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
            // The outer result is about the message, not of it.
            dest.push_byte(0);
            match self.0 {
                End::Plain => {}
                End::Ok => dest.push_byte(0),
                End::Err => dest.push_byte(1),
            }
            dest.write(self.1);
        }
    }
    let flags = ink::env::ReturnFlags::new_with_reverted(matches!(end, End::Err));
    ink::env::return_value(flags, &Reply(end, value))
}

/// Ends a message with an error; whatever it did is undone. Off the chain it panics with the bytes.
///
/// # Panics
/// Off the chain, always.
#[cfg(feature = "std")]
pub fn refuse_with(value: &[u8]) -> ! {
    std::panic::panic_any(value.to_vec())
}

/// On the chain.
#[cfg(not(feature = "std"))]
pub fn refuse_with(value: &[u8]) -> ! {
    end(End::Err, value);
    // Never reached: the call has ended.
    loop {}
}

impl Storable for Bytes<Vec<u8>> {
    fn encode<O: Output + ?Sized>(&self, dest: &mut O) {
        dest.write(&self.0);
    }

    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        read_rest(input).map(Self)
    }
}

impl Storable for Bytes<&[u8]> {
    fn encode<O: Output + ?Sized>(&self, dest: &mut O) {
        dest.write(self.0);
    }

    fn decode<I: Input>(_: &mut I) -> Result<Self, Error> {
        // Bytes that are not ours are only written.
        Err(Error::from("borrowed"))
    }
}
