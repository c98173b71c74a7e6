//! The typed client: messages in, decoded answers out.

use bond_abi::AccountId;
use ink::LangError;
use scale::{Decode, DecodeAll};

use crate::bundle::Bundle;
use crate::contracts::Message;
use crate::transport::{Call, ClientError, Receipt, Transport};

/// A client of one chain.
#[derive(Debug)]
pub struct Client<T> {
    transport: T,
    reader: AccountId,
}

/// The decoded answer of a message, with everything else that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called<R> {
    /// What the contract answered; for most messages a `Result` with the contract's own error.
    pub answer: R,
    /// Cost, events, raw output.
    pub receipt: Receipt,
}

impl<T: Transport> Client<T> {
    /// A client of the chain behind `transport`.
    pub fn new(transport: T) -> Self {
        // Reads need a caller and no contract of ours cares who reads.
        Self { transport, reader: AccountId::from([0x52; 32]) }
    }

    /// The chain.
    pub fn transport(&mut self) -> &mut T {
        &mut self.transport
    }

    /// The chain alone.
    pub fn into_transport(self) -> T {
        self.transport
    }

    /// Time by which the chain judges, see [`Transport::now_ms`].
    ///
    /// # Errors
    /// [`ClientError`] when the chain does not answer.
    pub fn now_ms(&mut self) -> Result<u64, ClientError> {
        self.transport.now_ms()
    }

    /// Sends a message signed by `signer`; what it changed is kept if its answer is not an `Err`.
    ///
    /// # Errors
    /// [`ClientError`] when it did not run at all; the contract's own error is part of the answer.
    pub fn submit<R: Decode>(
        &mut self,
        signer: AccountId,
        message: impl Into<Message<R>>,
    ) -> Result<Called<R>, ClientError> {
        let message = message.into();
        let receipt = self.transport.submit(message.contract, message.data, signer)?;
        Ok(Called { answer: decode(message.contract, &receipt.output)?, receipt })
    }

    /// Sends messages of one kind that do not depend on each other, see [`Transport::submit_all`]; the answers are in
    /// the order of the messages.
    ///
    /// # Errors
    /// As [`Client::submit`], for the first that did not run.
    pub fn submit_all<R: Decode>(
        &mut self,
        messages: Vec<(AccountId, Message<R>)>,
        done: &mut dyn FnMut(usize, &Receipt),
    ) -> Result<Vec<Called<R>>, ClientError> {
        let call = |(signer, message): (AccountId, Message<R>)| Call {
            contract: message.contract,
            data: message.data,
            signer,
        };
        let calls: Vec<Call> = messages.into_iter().map(call).collect();
        let contracts: Vec<AccountId> = calls.iter().map(|call| call.contract).collect();
        let receipts = self.transport.submit_all(calls, done)?;
        let called = |(contract, receipt): (AccountId, Receipt)| {
            Ok(Called { answer: decode(contract, &receipt.output)?, receipt })
        };
        contracts.into_iter().zip(receipts).map(called).collect()
    }

    /// What a message would answer `caller` now; nothing is kept.
    ///
    /// # Errors
    /// As [`Client::submit`].
    pub fn dry_run<R: Decode>(
        &mut self,
        caller: AccountId,
        message: impl Into<Message<R>>,
    ) -> Result<Called<R>, ClientError> {
        let message = message.into();
        let receipt = self.transport.dry_run(message.contract, message.data, caller)?;
        Ok(Called { answer: decode(message.contract, &receipt.output)?, receipt })
    }

    /// The answer of a message that only reads.
    ///
    /// # Errors
    /// As [`Client::submit`].
    pub fn read<R: Decode>(&mut self, message: impl Into<Message<R>>) -> Result<R, ClientError> {
        self.dry_run(self.reader, message).map(|called| called.answer)
    }

    /// Instantiates a contract whose constructor returns `Result<Self, E>`.
    ///
    /// # Errors
    /// [`ClientError`] when it did not run at all; the constructor's own error is the inner result.
    pub fn instantiate<E: Decode>(
        &mut self,
        signer: AccountId,
        bundle: &Bundle,
        data: Vec<u8>,
        salt: &[u8],
    ) -> Result<Result<(AccountId, Receipt), E>, ClientError> {
        let (address, receipt) = self.transport.instantiate(bundle, data, salt, signer)?;
        if !receipt.reverted {
            return Ok(Ok((address, receipt)));
        }
        match decode::<Result<(), E>>(address, &receipt.output)? {
            Err(error) => Ok(Err(error)),
            Ok(()) => {
                Err(ClientError::Failed { what: "instantiate", reason: "reverted without giving an error".into() })
            }
        }
    }
}

fn decode<R: Decode>(contract: AccountId, output: &[u8]) -> Result<R, ClientError> {
    match Result::<R, LangError>::decode_all(&mut &*output) {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(_)) => Err(ClientError::UnknownMessage { contract }),
        Err(error) => Err(ClientError::Decode { contract, reason: error.to_string() }),
    }
}
