//! How a message is sent, and the one assertion of every refusal.

use std::fmt::Debug;

use bond_abi::psp22::{
    APPROVE, DECREASE_ALLOWANCE, GRANT_ROLE, INCREASE_ALLOWANCE, RENOUNCE_ROLE, REVOKE_ROLE, TRANSFER_FROM,
};
use bond_abi::roles::ADMIN;
use bond_abi::token::BondToken;
use bond_abi::AccountId;
use bond_client::contracts::{self, Message};
use bond_client::{Bundle, Called, ClientError, TraitCallBuilder, Transport};
use scale::Decode;

use super::World;
use crate::digest::Digest;
use crate::events::Seen;
use crate::who::Who;

impl World {
    /// Sends a message and gives its answer as it is.
    pub fn submit<R: Decode>(&mut self, signer: Who, message: impl Into<Message<R>>) -> Called<R> {
        let message = message.into();
        self.note(signer, &message);
        let called = self.client.submit(signer.id(), message).unwrap_or_else(|error| panic!("{error}"));
        if !called.receipt.reverted {
            self.digest = None;
        }
        called
    }

    /// Sends a message that must succeed.
    #[track_caller]
    pub fn done<T: Decode, E: Decode + Debug>(
        &mut self,
        signer: Who,
        message: impl Into<Message<Result<T, E>>>,
    ) -> (T, Vec<Seen>) {
        let called = self.submit(signer, message);
        assert!(!called.receipt.reverted || called.answer.is_err(), "an Ok that reverted");
        match called.answer {
            Ok(answer) => (answer, self.seen(&called.receipt)),
            Err(error) => panic!("{signer:?} was refused: {error:?}"),
        }
    }

    /// The assertion of every refusal: exactly this error, everything undone, no event, nothing changed.
    #[track_caller]
    pub fn refused<T: Decode + Debug + PartialEq, E: Decode + Debug + PartialEq>(
        &mut self,
        signer: Who,
        message: impl Into<Message<Result<T, E>>>,
        expected: E,
    ) {
        let message = message.into();
        self.note(signer, &message);
        let before = self.state_root(signer);
        let called = self.client.submit(signer.id(), message).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(called.answer, Err(expected), "the answer to {signer:?}");
        assert!(called.receipt.reverted, "an error that did not revert");
        assert_eq!(called.receipt.events, [], "a refusal emits nothing");
        // Every getter answers from what is stored: what did not change cannot answer otherwise.
        assert!(self.state_root(signer) == before, "a refused message changed what is stored");
    }

    /// The hash of everything that the chain stores.
    pub fn state_root(&mut self, signer: Who) -> [u8; 32] {
        self.client.transport().state_root(signer.id()).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The counterpart of a refusal: the same message would succeed now. Nothing is kept.
    #[track_caller]
    pub fn permitted<T: Decode + Debug, E: Decode + Debug>(
        &mut self,
        signer: Who,
        message: impl Into<Message<Result<T, E>>>,
    ) {
        let called = self.client.dry_run(signer.id(), message).unwrap_or_else(|error| panic!("{error}"));
        assert!(called.answer.is_ok(), "{signer:?} was refused: {:?}", called.answer);
    }

    /// The refusal of a constructor: exactly this error, no event, and no contract at the address.
    #[track_caller]
    pub fn refused_deployment<E: Decode + Debug + PartialEq>(&mut self, bundle: &Bundle, data: Vec<u8>, expected: E) {
        let before = self.digest();
        let (address, receipt) = self
            .client
            .transport()
            .instantiate(bundle, data, b"refused", Who::Admin.id())
            .unwrap_or_else(|error| panic!("{error}"));
        assert!(receipt.reverted, "the constructor accepted");
        assert_eq!(receipt.events, [], "a refusal emits nothing");
        let answer = Result::<Result<(), E>, ink::LangError>::decode(&mut receipt.output.as_slice());
        match answer {
            Ok(Ok(answer)) => assert_eq!(answer, Err(expected)),
            other => panic!("not an answer of a constructor: {:?}", other.map(|_| "a language error")),
        }
        let nobody = self.client.dry_run(Who::Outsider.id(), contracts::token(address).call().state());
        assert!(matches!(nobody, Err(ClientError::Failed { .. })), "an instance was left: {nobody:?}");
        let after = Digest::take(&mut self.client, &self.series, &self.scope);
        before.assert_same(&after, "a refused deployment");
    }

    /// Makes an account part of every digest.
    pub fn know(&mut self, who: Who) {
        if self.scope.accounts.insert(who.id()) {
            self.digest = None;
        }
    }

    /// Leaves a contract out of every digest.
    pub fn ignore(&mut self, contract: AccountId) {
        self.scope.ignored.insert(contract);
        self.digest = None;
    }

    /// Remembers whose allowances and roles a message may touch.
    fn note<R>(&mut self, signer: Who, message: &Message<R>) {
        const PROPOSE_ADMIN: [u8; 4] = ink::selector_bytes!("AdminHandover::propose_admin");
        const ACCEPT_ADMIN: [u8; 4] = ink::selector_bytes!("AdminHandover::accept_admin");
        self.know(signer);
        let Some((selector, mut arguments)) = message.data.split_first_chunk::<4>() else { return };
        let (contract, arguments) = (message.contract, &mut arguments);
        match *selector {
            APPROVE | INCREASE_ALLOWANCE | DECREASE_ALLOWANCE => {
                let spender = AccountId::decode(arguments).expect("a spender");
                self.note_allowance(contract, signer.id(), spender);
            }
            TRANSFER_FROM => {
                let owner = AccountId::decode(arguments).expect("an owner");
                self.note_allowance(contract, owner, signer.id());
            }
            GRANT_ROLE | REVOKE_ROLE | RENOUNCE_ROLE => {
                let (role, account) = Decode::decode(arguments).expect("a role and an account");
                self.note_role(contract, role, account);
            }
            PROPOSE_ADMIN => {
                let account = Decode::decode(arguments).expect("an account");
                self.note_role(contract, ADMIN, account);
            }
            ACCEPT_ADMIN => self.note_role(contract, ADMIN, Some(signer.id())),
            _ => (),
        }
    }

    fn note_allowance(&mut self, contract: AccountId, owner: AccountId, spender: AccountId) {
        if self.scope.allowances.insert((contract, owner, spender)) {
            self.digest = None;
        }
    }

    pub(super) fn note_role(&mut self, contract: AccountId, role: u32, account: Option<AccountId>) {
        if account.is_some_and(|account| self.scope.roles.insert((contract, role, account))) {
            self.digest = None;
        }
    }
}
