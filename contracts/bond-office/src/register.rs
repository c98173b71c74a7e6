//! Calls to the register, the token of the series. Whatever it does but answer is `TokenUnavailable`: nothing happens.

use bond_abi::office::OfficeError;
use bond_abi::token::{Account, BondToken, Order, Refusal, TokenError, TokenState};
use bond_abi::AccountId;
use ink::codegen::TraitCallBuilder;
use ink::env::DefaultEnvironment;
use ink::prelude::{vec, vec::Vec};

/// The token.
#[derive(Debug, Clone, Copy)]
pub struct Register(pub AccountId);

type TokenRef = ink::contract_ref!(BondToken, DefaultEnvironment);

/// What ink! makes of a call: an error of the pallet, of the language, or the answer.
type Answer<T> = Result<Result<T, ink::LangError>, ink::env::Error>;

impl Register {
    /// Its state.
    pub fn state(&self) -> Result<TokenState, OfficeError> {
        answer(self.token().call().state().try_invoke())
    }

    /// A wallet.
    pub fn account(&self, account: AccountId) -> Result<Account, OfficeError> {
        answer(self.token().call().account(account).try_invoke())
    }

    /// A page.
    pub fn page(&self, start: u32, count: u32) -> Result<Vec<(AccountId, Account)>, OfficeError> {
        answer(self.token().call().register(start, count).try_invoke())
    }

    /// What a transfer would be told.
    pub fn can_transfer(&self, from: AccountId, to: AccountId, units: u64) -> Result<Result<(), Refusal>, OfficeError> {
        answer(self.token().call().can_transfer(from, to, u128::from(units)).try_invoke())
    }

    /// Units of an account at the cutoff of event `k`.
    pub fn units_at(&self, account: AccountId, k: u8) -> Result<u64, OfficeError> {
        let held = answer(self.token().call().units_at_many(vec![account], k).try_invoke())?.map_err(from_token)?;
        held.first().map(|held| held.units).ok_or(OfficeError::TokenUnavailable)
    }

    /// Units in circulation at the cutoff of event `k`.
    pub fn supply_at(&self, k: u8) -> Result<u64, OfficeError> {
        answer(self.token().call().supply_at(k).try_invoke())?.map_err(from_token)
    }

    /// Gives it orders.
    pub fn post(&self, orders: Vec<Order>) -> Result<(), OfficeError> {
        answer(self.token().call_mut().post(orders).try_invoke())?.map_err(from_token)
    }

    fn token(&self) -> TokenRef {
        self.0.into()
    }
}

fn answer<T>(answer: Answer<T>) -> Result<T, OfficeError> {
    answer.map_err(|_| OfficeError::TokenUnavailable)?.map_err(|_| OfficeError::TokenUnavailable)
}

/// The office's own words for what the register refuses.
fn from_token(error: TokenError) -> OfficeError {
    match error {
        TokenError::Refused { index, refusal } => OfficeError::Refused { index, refusal },
        TokenError::BatchTooLarge { max } => OfficeError::BatchTooLarge { max },
        TokenError::UnknownEvent { events } => OfficeError::UnknownEvent { events },
        TokenError::RecordDateNotReached { event, cutoff_ms } => OfficeError::RecordDateNotReached { event, cutoff_ms },
        TokenError::NotEntitled | TokenError::NoOffice => OfficeError::TokenUnavailable,
    }
}
