//! Handles to deployed contracts, the encoding of their constructors, and PSP22's messages.

use std::marker::PhantomData;

use bond_abi::agent::{AgentRoles, CashAccounts, PayingAgent};
use bond_abi::desk::KycDesk;
use bond_abi::distributor::{CouponDistributor, TaxRow};
use bond_abi::office::{BondOffice, OfficeRoles, PaymentEvent, Terms};
use bond_abi::psp22::{self, AccessControlError, PSP22Error};
use bond_abi::registry::KycRegistry;
use bond_abi::roles::{AdminHandover, DelayedDuties};
use bond_abi::token::{BondToken, Policy};
use bond_abi::yen::YenToken;
use bond_abi::AccountId;
use ink::env::call::utils::{ReturnType, Set};
use ink::env::call::{Call, CallBuilder, ExecutionInput};
use ink::env::DefaultEnvironment;
use scale::Encode;

/// Handle to a bond's office.
pub type OfficeRef = ink::contract_ref!(BondOffice, DefaultEnvironment);
/// Handle to a bond token.
pub type TokenRef = ink::contract_ref!(BondToken, DefaultEnvironment);
/// Handle to a KYC registry.
pub type RegistryRef = ink::contract_ref!(KycRegistry, DefaultEnvironment);
/// Handle to a KYC desk.
pub type DeskRef = ink::contract_ref!(KycDesk, DefaultEnvironment);
/// Handle to a coupon distributor.
pub type DistributorRef = ink::contract_ref!(CouponDistributor, DefaultEnvironment);
/// Handle to a paying agent.
pub type AgentRef = ink::contract_ref!(PayingAgent, DefaultEnvironment);
/// Handle to a test yen.
pub type YenRef = ink::contract_ref!(YenToken, DefaultEnvironment);
/// Handle to the admin's handover of a desk, an office or a paying agent.
pub type HandoverRef = ink::contract_ref!(AdminHandover, DefaultEnvironment);

/// Handle to the delayed duties of a desk, an office or a paying agent.
pub type DutiesRef = ink::contract_ref!(DelayedDuties, DefaultEnvironment);

/// A message to a contract, encoded, that remembers the type of its answer.
#[derive(Debug, Clone)]
pub struct Message<R> {
    /// The contract.
    pub contract: AccountId,
    /// Selector and arguments.
    pub data: Vec<u8>,
    answer: PhantomData<R>,
}

/// What ink!'s call builder of a trait message is, before it becomes a [`Message`].
pub type Built<Args, R> =
    CallBuilder<DefaultEnvironment, Set<Call<DefaultEnvironment>>, Set<ExecutionInput<Args>>, Set<ReturnType<R>>>;

impl<R> Message<R> {
    /// A message by selector, for the interfaces that are not ours.
    pub fn new(contract: AccountId, selector: [u8; 4], arguments: impl Encode) -> Self {
        Self { contract, data: (selector, arguments).encode(), answer: PhantomData }
    }
}

impl<Args: Encode, R> From<Built<Args, R>> for Message<R> {
    fn from(built: Built<Args, R>) -> Self {
        let params = built.params();
        Self { contract: *params.callee(), data: params.exec_input().encode(), answer: PhantomData }
    }
}

/// The office at `address`.
pub fn office(address: AccountId) -> OfficeRef {
    address.into()
}

/// The bond token at `address`.
pub fn token(address: AccountId) -> TokenRef {
    address.into()
}

/// The registry at `address`.
pub fn registry(address: AccountId) -> RegistryRef {
    address.into()
}

/// The desk at `address`.
pub fn desk(address: AccountId) -> DeskRef {
    address.into()
}

/// The distributor at `address`.
pub fn distributor(address: AccountId) -> DistributorRef {
    address.into()
}

/// The paying agent's contract at `address`.
pub fn agent(address: AccountId) -> AgentRef {
    address.into()
}

/// The test yen at `address`.
pub fn yen(address: AccountId) -> YenRef {
    address.into()
}

/// The handover of the admin's role at `address`.
pub fn handover(address: AccountId) -> HandoverRef {
    address.into()
}

/// The delayed duties at `address`.
pub fn duties(address: AccountId) -> DutiesRef {
    address.into()
}

/// PSP22, its metadata, and OpenBrush's roles and pause flag, of any contract that has them.
#[derive(Debug, Clone, Copy)]
pub struct Psp22(pub AccountId);

impl Psp22 {
    /// `PSP22::total_supply`
    pub fn total_supply(&self) -> Message<u128> {
        Message::new(self.0, psp22::TOTAL_SUPPLY, ())
    }

    /// `PSP22::balance_of`
    pub fn balance_of(&self, owner: AccountId) -> Message<u128> {
        Message::new(self.0, psp22::BALANCE_OF, owner)
    }

    /// `PSP22::allowance`
    pub fn allowance(&self, owner: AccountId, spender: AccountId) -> Message<u128> {
        Message::new(self.0, psp22::ALLOWANCE, (owner, spender))
    }

    /// `PSP22::transfer`
    pub fn transfer(&self, to: AccountId, value: u128) -> Message<Result<(), PSP22Error>> {
        Message::new(self.0, psp22::TRANSFER, (to, value, Vec::<u8>::new()))
    }

    /// `PSP22::transfer_from`
    pub fn transfer_from(&self, from: AccountId, to: AccountId, value: u128) -> Message<Result<(), PSP22Error>> {
        Message::new(self.0, psp22::TRANSFER_FROM, (from, to, value, Vec::<u8>::new()))
    }

    /// `PSP22::approve`
    pub fn approve(&self, spender: AccountId, value: u128) -> Message<Result<(), PSP22Error>> {
        Message::new(self.0, psp22::APPROVE, (spender, value))
    }

    /// `PSP22::increase_allowance`
    pub fn increase_allowance(&self, spender: AccountId, delta_value: u128) -> Message<Result<(), PSP22Error>> {
        Message::new(self.0, psp22::INCREASE_ALLOWANCE, (spender, delta_value))
    }

    /// `PSP22::decrease_allowance`
    pub fn decrease_allowance(&self, spender: AccountId, delta_value: u128) -> Message<Result<(), PSP22Error>> {
        Message::new(self.0, psp22::DECREASE_ALLOWANCE, (spender, delta_value))
    }

    /// `PSP22Metadata::token_name`
    pub fn token_name(&self) -> Message<Option<String>> {
        Message::new(self.0, psp22::TOKEN_NAME, ())
    }

    /// `PSP22Metadata::token_symbol`
    pub fn token_symbol(&self) -> Message<Option<String>> {
        Message::new(self.0, psp22::TOKEN_SYMBOL, ())
    }

    /// `PSP22Metadata::token_decimals`
    pub fn token_decimals(&self) -> Message<u8> {
        Message::new(self.0, psp22::TOKEN_DECIMALS, ())
    }

    /// `AccessControl::has_role`
    pub fn has_role(&self, role: u32, account: AccountId) -> Message<bool> {
        Message::new(self.0, psp22::HAS_ROLE, (role, Some(account)))
    }

    /// `AccessControl::grant_role`
    pub fn grant_role(&self, role: u32, account: Option<AccountId>) -> Message<Result<(), AccessControlError>> {
        Message::new(self.0, psp22::GRANT_ROLE, (role, account))
    }

    /// `AccessControl::revoke_role`
    pub fn revoke_role(&self, role: u32, account: Option<AccountId>) -> Message<Result<(), AccessControlError>> {
        Message::new(self.0, psp22::REVOKE_ROLE, (role, account))
    }

    /// `AccessControl::renounce_role`
    pub fn renounce_role(&self, role: u32, account: Option<AccountId>) -> Message<Result<(), AccessControlError>> {
        Message::new(self.0, psp22::RENOUNCE_ROLE, (role, account))
    }

    /// `Pausable::paused`
    pub fn paused(&self) -> Message<bool> {
        Message::new(self.0, psp22::PAUSED, ())
    }
}

/// Constructors, encoded: selector of `new` and its arguments.
pub mod constructors {
    use super::*;

    const NEW: [u8; 4] = ink::selector_bytes!("new");

    /// `KycDesk::new(admin, pauser, delay_ms)`
    pub fn desk(admin: AccountId, pauser: AccountId, delay_ms: u64) -> Vec<u8> {
        (NEW, admin, pauser, delay_ms).encode()
    }

    /// `KycRegistry::new(desk)`
    pub fn registry(desk: AccountId) -> Vec<u8> {
        (NEW, desk).encode()
    }

    /// `BondOffice::new(terms, policy, events, registry, roles)`
    pub fn office(
        terms: &Terms,
        policy: &Policy,
        events: &[PaymentEvent],
        registry: AccountId,
        roles: &OfficeRoles,
    ) -> Vec<u8> {
        (NEW, terms, policy, events, registry, roles).encode()
    }

    /// `BondToken::new(office)`
    pub fn token(office: AccountId) -> Vec<u8> {
        (NEW, office).encode()
    }

    /// `PayingAgent::new(roles, accounts)`
    pub fn agent(roles: &AgentRoles, accounts: &CashAccounts) -> Vec<u8> {
        (NEW, roles, accounts).encode()
    }

    /// `CouponDistributor::new(token, payment_token, agent, tax_table)`
    pub fn distributor(token: AccountId, payment_token: AccountId, agent: AccountId, tax_table: &[TaxRow]) -> Vec<u8> {
        (NEW, token, payment_token, agent, tax_table).encode()
    }

    /// `YenToken::new()`
    pub fn yen() -> Vec<u8> {
        NEW.encode()
    }
}
