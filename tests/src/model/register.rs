//! What the token and the office answer: the facts that follow, or exactly why not.

use bond_abi::office::{Grounds, Lock, LockKind, OfficeError, Phase, Seizure, MAX_LOCKS, MAX_TRANSFERS};
use bond_abi::psp22::PSP22Error;
use bond_abi::registry::Status;
use bond_abi::roles::{CONTROLLER, ISSUER, PAUSER};
use bond_abi::token::Refusal;
use bond_abi::{AccountId, ZERO_ACCOUNT};

use super::{Fact, Issue, Model, Of};

/// What an answer comes to.
pub type Foretold<E> = Result<Vec<Fact>, E>;

/// How PSP22 says why.
pub fn psp22(refusal: Refusal) -> PSP22Error {
    match refusal {
        Refusal::InsufficientUnits => PSP22Error::InsufficientBalance,
        Refusal::ZeroAccount => PSP22Error::ZeroRecipientAddress,
        other => PSP22Error::Custom(other.label().into()),
    }
}

fn refused(refusal: Refusal) -> OfficeError {
    OfficeError::Refused { index: 0, refusal }
}

/// The account whose key is anybody's.
pub fn is_zero(account: AccountId) -> bool {
    account == AccountId::from(ZERO_ACCOUNT)
}

/// By whose will units move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Will {
    Holder,
    /// Some of them may come out of a lock.
    Controller {
        unlocked_units: u64,
    },
}

impl Model {
    /// Where the series stands.
    pub fn phase(&self) -> Phase {
        match (self.issue(), self.is_over()) {
            (Issue::First, _) => Phase::Issuing,
            (_, false) => Phase::Active,
            (_, true) if self.supply_before(u64::MAX) == 0 => Phase::Closed,
            (_, true) => Phase::Matured,
        }
    }

    fn wrong_phase<T>(&self) -> Result<T, OfficeError> {
        Err(OfficeError::WrongPhase { phase: self.phase() })
    }

    fn office_role(&self, caller: AccountId, role: u32) -> Result<(), OfficeError> {
        if self.has_role(Of::Office, role, caller) {
            Ok(())
        } else {
            Err(OfficeError::MissingRole)
        }
    }

    fn standing(&self, account: AccountId) -> Result<(), [Refusal; 2]> {
        if self.is_frozen(account) {
            return Err([Refusal::SenderFrozen, Refusal::RecipientFrozen]);
        }
        match self.known(account) {
            None => Err([Refusal::SenderNotRegistered, Refusal::RecipientNotRegistered]),
            Some(record) => match record.status {
                Status::Suspended => Err([Refusal::SenderSuspended, Refusal::RecipientSuspended]),
                Status::Revoked => Err([Refusal::SenderRevoked, Refusal::RecipientRevoked]),
                Status::Active if record.expiry_ms <= self.now_ms => {
                    Err([Refusal::SenderExpired, Refusal::RecipientExpired])
                }
                Status::Active => Ok(()),
            },
        }
    }

    /// Whether units may be credited to an account.
    pub fn may_receive(&self, account: AccountId) -> Result<(), Refusal> {
        if self.successor(account).is_some() {
            return Err(Refusal::RecipientRetired);
        }
        self.standing(account).map_err(|[_, recipient]| recipient)
    }

    fn may_move(&self, from: AccountId, to: AccountId, units: u64, will: Will) -> Result<Vec<Fact>, Refusal> {
        if is_zero(from) || is_zero(to) {
            return Err(Refusal::ZeroAccount);
        }
        if from == to {
            return Err(Refusal::SameAccount);
        }
        if will == Will::Holder && self.is_paused() {
            return Err(Refusal::Paused);
        }
        if self.issue() == Issue::First || self.is_over() {
            return Err(Refusal::NotTransferable);
        }
        let unlocked_units = match will {
            Will::Holder => 0,
            Will::Controller { unlocked_units } => unlocked_units,
        };
        let left_units = self.units(from).checked_sub(units).ok_or(Refusal::InsufficientUnits)?;
        if self.locked_units(from) - unlocked_units > left_units {
            return Err(Refusal::UnitsLocked);
        }
        if will == Will::Holder {
            self.standing(from).map_err(|[sender, _]| sender)?;
        }
        self.may_receive(to)?;
        Ok(vec![Fact::Moved { from: Some(from), to: Some(to), units }])
    }

    /// `PSP22::transfer`
    pub fn transfer(&self, from: AccountId, to: AccountId, value: u128) -> Foretold<PSP22Error> {
        if value == 0 || from == to {
            return Ok(Vec::new());
        }
        if is_zero(from) {
            return Err(PSP22Error::ZeroSenderAddress);
        }
        let units = u64::try_from(value).map_err(|_| PSP22Error::InsufficientBalance)?;
        self.may_move(from, to, units, Will::Holder).map_err(psp22)
    }

    /// `PSP22::transfer_from`
    pub fn transfer_from(&self, by: AccountId, from: AccountId, to: AccountId, value: u128) -> Foretold<PSP22Error> {
        if by == from || value == 0 || from == to {
            return self.transfer(from, to, value);
        }
        let left = self.allowance(from, by).checked_sub(value).ok_or(PSP22Error::InsufficientAllowance)?;
        let mut facts = vec![Fact::Allowed { owner: from, spender: by, units: left }];
        facts.extend(self.transfer(from, to, value)?);
        // Whoever moves what is not his may not be stopped himself; a contract, which no registrar knows, is.
        let is_stopped = self.is_frozen(by) || self.successor(by).is_some();
        if is_stopped || (self.known(by).is_some() && self.standing(by).is_err()) {
            return Err(psp22(Refusal::SpenderNotAllowed));
        }
        Ok(facts)
    }

    fn allow(owner: AccountId, spender: AccountId, units: u128) -> Foretold<PSP22Error> {
        if is_zero(spender) {
            return Err(PSP22Error::ZeroRecipientAddress);
        }
        Ok(vec![Fact::Allowed { owner, spender, units }])
    }

    /// `PSP22::approve`
    pub fn approve(&self, owner: AccountId, spender: AccountId, value: u128) -> Foretold<PSP22Error> {
        if value > 0 && self.allowance(owner, spender) > 0 {
            return Err(psp22(Refusal::AllowanceNotZero));
        }
        Self::allow(owner, spender, value)
    }

    /// `PSP22::increase_allowance`
    pub fn increase(&self, owner: AccountId, spender: AccountId, value: u128) -> Foretold<PSP22Error> {
        let sum = self.allowance(owner, spender).checked_add(value).ok_or_else(|| psp22(Refusal::Overflow))?;
        Self::allow(owner, spender, sum)
    }

    /// `PSP22::decrease_allowance`
    pub fn decrease(&self, owner: AccountId, spender: AccountId, value: u128) -> Foretold<PSP22Error> {
        let left = self.allowance(owner, spender).checked_sub(value).ok_or(PSP22Error::InsufficientAllowance)?;
        Self::allow(owner, spender, left)
    }

    /// `BondOffice::replace_allowance`
    pub fn replace(&self, owner: AccountId, spender: AccountId, old: u128, new: u128) -> Foretold<OfficeError> {
        if self.allowance(owner, spender) != old {
            return Err(refused(Refusal::AllowanceChanged));
        }
        Self::allow(owner, spender, new).map_err(|_| refused(Refusal::ZeroAccount))
    }

    /// `BondOffice::transfer_batch`
    pub fn transfer_batch(&self, from: AccountId, rows: &[(AccountId, u64)]) -> Foretold<OfficeError> {
        if rows.len() > MAX_TRANSFERS as usize {
            return Err(OfficeError::BatchTooLarge { max: MAX_TRANSFERS });
        }
        if rows.iter().any(|(_, units)| *units == 0) {
            return Err(OfficeError::ZeroUnits);
        }
        let mut facts = Vec::new();
        for (index, (to, units)) in (0..).zip(rows) {
            let moved = self.with(&facts).may_move(from, *to, *units, Will::Holder);
            facts.extend(moved.map_err(|refusal| OfficeError::Refused { index, refusal })?);
        }
        Ok(facts)
    }

    /// `BondOffice::issue`
    pub fn allot(&self, by: AccountId, rows: &[(AccountId, u64)]) -> Foretold<OfficeError> {
        self.office_role(by, ISSUER)?;
        let is_late = match self.issue() {
            Issue::Closed => return self.wrong_phase(),
            Issue::First => self.epoch() > 0,
            Issue::Again => self.is_over(),
        };
        if is_late {
            return Err(OfficeError::IssueTooLate);
        }
        let mut available_units = self.fixed.authorised_units - self.issued_units();
        for (_, units) in rows {
            if *units == 0 {
                return Err(OfficeError::ZeroUnits);
            }
            let left = available_units.checked_sub(*units);
            available_units = left.ok_or(OfficeError::AuthorisedUnitsExceeded { available_units })?;
        }
        let allotted = (0..).zip(rows).map(|(index, (to, units))| {
            let may = if is_zero(*to) { Err(Refusal::ZeroAccount) } else { self.may_receive(*to) };
            may.map_err(|refusal| OfficeError::Refused { index, refusal })?;
            Ok(Fact::Moved { from: None, to: Some(*to), units: *units })
        });
        allotted.collect()
    }

    /// Units ever issued.
    pub fn issued_units(&self) -> u64 {
        let issued = self.facts().filter_map(|fact| match fact {
            Fact::Moved { from: None, units, .. } => Some(units),
            _ => None,
        });
        issued.sum()
    }

    /// Units that the issuer cancelled.
    pub fn cancelled_units(&self) -> u64 {
        let cancelled = self.facts().filter_map(|fact| match fact {
            Fact::Cancelled { units } => Some(units),
            _ => None,
        });
        cancelled.sum()
    }

    /// `BondOffice::close_issue`
    pub fn close(&self, by: AccountId) -> Foretold<OfficeError> {
        // When a record date has passed the issue is over for everybody.
        if self.issue() != Issue::First || self.epoch() == 0 {
            self.office_role(by, ISSUER)?;
        }
        if self.issue() == Issue::Closed {
            return self.wrong_phase();
        }
        if self.issued_units() == 0 {
            return Err(OfficeError::NothingIssued);
        }
        Ok(vec![Fact::Closed])
    }

    /// `BondOffice::reopen_issue`, where the terms allow it
    pub fn reopen(&self, by: AccountId, document: [u8; 32]) -> Foretold<OfficeError> {
        self.office_role(by, ISSUER)?;
        if self.phase() != Phase::Active || self.issue() == Issue::Again {
            return self.wrong_phase();
        }
        if document == [0; 32] {
            return Err(OfficeError::NoGrounds);
        }
        Ok(vec![Fact::Reopened])
    }

    /// `BondOffice::buy_back`, where the terms allow it
    pub fn buy_back(&self, by: AccountId, units: u64) -> Foretold<OfficeError> {
        self.office_role(by, ISSUER)?;
        if self.phase() != Phase::Active {
            return self.wrong_phase();
        }
        if units == 0 {
            return Err(OfficeError::ZeroUnits);
        }
        self.cancelled_units().checked_add(units).ok_or(OfficeError::Overflow)?;
        let left_units = self.units(by).checked_sub(units).ok_or(refused(Refusal::InsufficientUnits))?;
        if self.locked_units(by) > left_units {
            return Err(refused(Refusal::UnitsLocked));
        }
        Ok(vec![Fact::Moved { from: Some(by), to: None, units }, Fact::Cancelled { units }])
    }

    /// `BondOffice::pause` and `unpause`
    pub fn pause(&self, by: AccountId, paused: bool) -> Foretold<OfficeError> {
        self.office_role(by, PAUSER)?;
        if self.is_paused() == paused {
            return Err(OfficeError::PauseUnchanged);
        }
        Ok(vec![Fact::Paused(paused)])
    }

    fn controller(&self, by: AccountId) -> Result<(), OfficeError> {
        self.office_role(by, CONTROLLER)
    }

    fn grounded(grounds: &Grounds) -> Result<(), OfficeError> {
        if grounds.document == [0; 32] {
            return Err(OfficeError::NoGrounds);
        }
        Ok(())
    }

    /// `BondOffice::freeze_account`
    pub fn freeze(&self, by: AccountId, account: AccountId, frozen: bool, grounds: &Grounds) -> Foretold<OfficeError> {
        self.controller(by)?;
        Self::grounded(grounds)?;
        if is_zero(account) {
            return Err(OfficeError::ZeroAccount);
        }
        if self.is_frozen(account) == frozen {
            return Err(OfficeError::FreezeUnchanged);
        }
        Ok(vec![Fact::Frozen { account, frozen }])
    }

    /// How many locks were ever opened: the number of the next one.
    pub fn locks_opened(&self) -> u32 {
        let opened = self.facts().filter(|fact| matches!(fact, Fact::Locked(_))).count();
        u32::try_from(opened).expect("few locks")
    }

    fn locks_of(&self, account: AccountId) -> usize {
        self.locks().values().filter(|lock| lock.account == account).count()
    }

    /// `BondOffice::lock_units`
    pub fn lock(
        &self,
        by: AccountId,
        account: AccountId,
        units: u64,
        seizure: Option<Seizure>,
        grounds: &Grounds,
    ) -> Foretold<OfficeError> {
        self.controller(by)?;
        Self::grounded(grounds)?;
        if units == 0 {
            return Err(OfficeError::ZeroUnits);
        }
        if seizure.is_some_and(|seizure| seizure.case_reference == [0; 32]) {
            return Err(OfficeError::NoGrounds);
        }
        if seizure.is_some_and(|seizure| is_zero(seizure.escrow)) {
            return Err(OfficeError::ZeroAccount);
        }
        if let (Some(seizure), Some(seized)) = (seizure, self.seized(account)) {
            if seizure.escrow != seized.escrow {
                return Err(OfficeError::EscrowDiffers);
            }
        }
        if self.locks_of(account) >= MAX_LOCKS as usize {
            return Err(OfficeError::TooManyLocks { max: MAX_LOCKS });
        }
        if units > self.units(account) {
            return Err(refused(Refusal::InsufficientUnits));
        }
        if units > self.units(account) - self.locked_units(account) {
            return Err(refused(Refusal::UnitsLocked));
        }
        let kind = seizure.map_or(LockKind::Frozen, |seizure| LockKind::Seized { seizure });
        Ok(vec![Fact::Locked(Lock { account, units, kind, since_ms: self.now_ms })])
    }

    fn lock_with(&self, number: u32, units: u64) -> Result<Lock, OfficeError> {
        let lock = *self.locks().get(&number).ok_or(OfficeError::UnknownLock)?;
        if units > lock.units {
            return Err(OfficeError::ExceedsLock { locked_units: lock.units });
        }
        Ok(lock)
    }

    /// `BondOffice::release_units`
    pub fn release(&self, by: AccountId, number: u32, units: u64, grounds: &Grounds) -> Foretold<OfficeError> {
        self.controller(by)?;
        Self::grounded(grounds)?;
        if units == 0 {
            return Err(OfficeError::ZeroUnits);
        }
        self.lock_with(number, units)?;
        Ok(vec![Fact::Unlocked { number, units }])
    }

    /// `BondOffice::forced_transfer`
    pub fn forced(
        &self,
        by: AccountId,
        (from, to, units): (AccountId, AccountId, u64),
        lock: Option<u32>,
        grounds: &Grounds,
    ) -> Foretold<OfficeError> {
        self.controller(by)?;
        if self.phase() != Phase::Active {
            return self.wrong_phase();
        }
        Self::grounded(grounds)?;
        if units == 0 {
            return Err(OfficeError::ZeroUnits);
        }
        let mut facts = Vec::new();
        let mut unlocked_units = 0;
        if let Some(number) = lock {
            if self.locks().get(&number).is_some_and(|lock| lock.account != from) {
                return Err(OfficeError::UnknownLock);
            }
            self.lock_with(number, units)?;
            facts.push(Fact::Unlocked { number, units });
            unlocked_units = units;
        }
        let moved = self.may_move(from, to, units, Will::Controller { unlocked_units }).map_err(refused)?;
        Ok([facts, moved].concat())
    }

    /// `BondOffice::recover`
    pub fn recover(&self, by: AccountId, old: AccountId, new: AccountId, grounds: &Grounds) -> Foretold<OfficeError> {
        self.controller(by)?;
        if self.phase() == Phase::Issuing {
            return self.wrong_phase();
        }
        Self::grounded(grounds)?;
        if is_zero(old) || is_zero(new) {
            return Err(refused(Refusal::ZeroAccount));
        }
        if old == new {
            return Err(refused(Refusal::SameAccount));
        }
        if self.successor(old).is_some() {
            return Err(OfficeError::Retired);
        }
        if self.successor(new).is_some() {
            return Err(refused(Refusal::RecipientRetired));
        }
        let with_locks = !self.is_over();
        let (units, unlocked_units) = (self.units(old), self.locked_units(old));
        let succeeded = Fact::Succeeded { old, new, with_locks };
        if !with_locks || units == 0 {
            self.may_receive(new).map_err(refused)?;
            return Ok(vec![succeeded]);
        }
        // What of a frozen wallet is not locked is locked from now on.
        let thawed_units = if self.is_frozen(old) { units - unlocked_units } else { 0 };
        let locks = self.locks_of(old) + self.locks_of(new);
        if locks + usize::from(thawed_units > 0) > MAX_LOCKS as usize {
            return Err(OfficeError::TooManyLocks { max: MAX_LOCKS });
        }
        if let (Some(one), Some(other)) = (self.seized(old), self.seized(new)) {
            if one.escrow != other.escrow {
                return Err(OfficeError::EscrowDiffers);
            }
        }
        let mut facts = self.may_move(old, new, units, Will::Controller { unlocked_units }).map_err(refused)?;
        facts.push(succeeded);
        if thawed_units > 0 {
            let lock = Lock { account: new, units: thawed_units, kind: LockKind::Frozen, since_ms: self.now_ms };
            facts.push(Fact::Locked(lock));
        }
        Ok(facts)
    }
}
