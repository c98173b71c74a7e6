//! The book of investors and wallets: what is stored, and the changes that keep it consistent. Every change is checked
//! whole before anything is written, so that a refused row of a batch leaves nothing.

use bond_abi::desk::{DeskError, Explanation, Investor, InvestorPage, InvestorRecord, Link, Renewal, Standing, Wallet};
use bond_abi::registry::Status;
use bond_abi::{AccountId, MAX_PAGE};
use bond_access::is_zero;
use ink::prelude::vec::Vec;
use ink::storage::Mapping;
use scale::Encode;

use crate::{records, wallets};

/// Encoded bytes of one page of investors: below the static buffer of ink! 4, whatever the investors look like.
const MAX_PAGE_BYTES: usize = 12 * 1_024;

/// Investors and wallets.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Book {
    investor_count: u32,
    wallet_count: u32,
    investors: Mapping<u64, Investor>,
    /// Wallet → investor in whose list it stands.
    owners: Mapping<AccountId, u64>,
    /// Wallet → investor it asked to be linked to.
    requests: Mapping<AccountId, u64>,
    /// Wallets that asked for a link that they got: what becomes of it binds them everywhere.
    consented: Mapping<AccountId, ()>,
    investor_order: Mapping<u32, u64>,
    wallet_order: Mapping<u32, AccountId>,
}

// Queries

impl Book {
    /// Investors ever registered, and wallets ever linked.
    pub fn counts(&self) -> (u32, u32) {
        (self.investor_count, self.wallet_count)
    }

    /// An investor.
    ///
    /// # Errors
    /// `NotRegistered`.
    pub fn investor(&self, investor_id: u64) -> Result<Investor, DeskError> {
        self.investors.get(investor_id).ok_or(DeskError::NotRegistered)
    }

    /// An investor whom this registrar edits.
    ///
    /// # Errors
    /// `NotRegistered`, `NotYourInvestor`.
    pub fn editable(&self, investor_id: u64, registrar: u16) -> Result<Investor, DeskError> {
        let investor = self.investor(investor_id)?;
        if investor.registrar != registrar {
            return Err(DeskError::NotYourInvestor);
        }
        Ok(investor)
    }

    /// The investor in whose list a wallet stands.
    ///
    /// # Errors
    /// `WalletNotLinked`.
    pub fn owner(&self, wallet: &AccountId) -> Result<u64, DeskError> {
        self.owners.get(wallet).ok_or(DeskError::WalletNotLinked)
    }

    /// A page of investors in the order of their registration.
    pub fn investors(&self, from: u32, count: u32) -> InvestorPage {
        let mut page = InvestorPage::new();
        let mut bytes = 0_usize;
        for place in places(from, count, self.investor_count) {
            let row = self.investor_order.get(place).and_then(|id| Some((id, self.investors.get(id)?)));
            let Some(row) = row else { break };
            bytes = bytes.saturating_add(row.encoded_size());
            if bytes > MAX_PAGE_BYTES {
                break;
            }
            page.push(row);
        }
        page
    }

    /// A page of wallets in the order in which they were first linked.
    pub fn wallets(&self, from: u32, count: u32) -> Vec<(AccountId, u64)> {
        let at = |place| {
            let wallet = self.wallet_order.get(place)?;
            Some((wallet, self.owners.get(wallet)?))
        };
        places(from, count, self.wallet_count).filter_map(at).collect()
    }

    /// Why a wallet qualifies or not. `until_ms` gives the end of a registrar's accreditation.
    pub fn explain(&self, wallet: &AccountId, now_ms: u64, until_ms: impl FnOnce(u16) -> u64) -> Explanation {
        let requested = self.requests.get(wallet);
        let owner = self.owners.get(wallet).and_then(|id| Some((id, self.investors.get(id)?)));
        let link = owner.as_ref().and_then(|(_, investor)| wallets::link_of(&investor.wallets, wallet));
        let standing = match (&owner, link) {
            (Some((_, investor)), Some(Link::Linked)) => standing(investor, now_ms, until_ms),
            (_, Some(Link::Dead)) => Standing::Dead,
            _ if requested.is_some() => Standing::Requested,
            (Some(_), _) => Standing::Unlinked,
            (None, _) => Standing::NotListed,
        };
        let investor_id = owner.map(|(id, _)| id);
        Explanation { standing, code: standing.code(), investor_id, requested }
    }
}

// Changes

impl Book {
    /// Adds an investor with his wallets.
    ///
    /// # Errors
    /// `AlreadyRegistered`, those of [`records::check`], and those of [`Book::link`] for a wallet.
    pub fn add(
        &mut self,
        investor_id: u64,
        record: InvestorRecord,
        accounts: &[AccountId],
        registrar: u16,
    ) -> Result<Investor, DeskError> {
        if self.investors.contains(investor_id) {
            return Err(DeskError::AlreadyRegistered);
        }
        records::check(&record)?;
        let list = Vec::new();
        let mut investor =
            Investor { record, status: Status::Active, registrar, attested_by: registrar, wallets: list };
        for account in accounts {
            self.check_linkable(account, investor_id, registrar)?;
            wallets::link(&mut investor.wallets, *account)?;
        }
        accounts.iter().for_each(|account| self.hand_over(account, investor_id));
        self.investors.insert(investor_id, &investor);
        self.investor_order.insert(self.investor_count, &investor_id);
        self.investor_count = self.investor_count.saturating_add(1);
        Ok(investor)
    }

    /// Replaces a record: gives the old one and the investor.
    ///
    /// # Errors
    /// `NotRegistered`, `NotYourInvestor`, and those of [`records::check`].
    pub fn update(
        &mut self,
        investor_id: u64,
        record: InvestorRecord,
        registrar: u16,
    ) -> Result<(InvestorRecord, Investor), DeskError> {
        let old = self.editable(investor_id, registrar)?;
        records::check(&record)?;
        let investor = Investor { record, attested_by: registrar, ..old };
        self.investors.insert(investor_id, &investor);
        Ok((old.record, investor))
    }

    /// Sets a new expiry and evidence: gives the old record and the investor.
    ///
    /// # Errors
    /// `NotRegistered`, `NotYourInvestor`.
    pub fn renew(&mut self, renewal: &Renewal, registrar: u16) -> Result<(InvestorRecord, Investor), DeskError> {
        let Renewal { investor_id, expiry_ms, evidence } = *renewal;
        let old = self.editable(investor_id, registrar)?;
        self.update(investor_id, InvestorRecord { expiry_ms, evidence, ..old.record }, registrar)
    }

    /// Sets the standing: gives the old one and the investor.
    ///
    /// # Errors
    /// `NotRegistered`, `NotYourInvestor`, `StatusUnchanged`.
    pub fn set_status(
        &mut self,
        investor_id: u64,
        status: Status,
        registrar: u16,
    ) -> Result<(Status, Investor), DeskError> {
        let old = self.editable(investor_id, registrar)?;
        if old.status == status {
            return Err(DeskError::StatusUnchanged);
        }
        let before = old.status;
        let investor = Investor { status, ..old };
        self.investors.insert(investor_id, &investor);
        Ok((before, investor))
    }

    /// Lets another registrar edit: gives who did before.
    ///
    /// # Errors
    /// `NotRegistered`, `Unchanged`.
    pub fn reassign(&mut self, investor_id: u64, to: u16) -> Result<u16, DeskError> {
        let old = self.investor(investor_id)?;
        if old.registrar == to {
            return Err(DeskError::Unchanged);
        }
        let before = old.registrar;
        self.investors.insert(investor_id, &Investor { registrar: to, ..old });
        Ok(before)
    }

    /// Notes or withdraws what a wallet asks for: gives what it asked for before.
    ///
    /// # Errors
    /// `ZeroAccount`, `NotRegistered`, `WalletTaken`, `WalletDead`, `WalletOnHold`, `NothingRequested`.
    pub fn request(&mut self, wallet: AccountId, investor_id: Option<u64>) -> Result<Option<u64>, DeskError> {
        let old = self.requests.get(wallet);
        match investor_id {
            None if old.is_none() => return Err(DeskError::NothingRequested),
            None => self.requests.remove(wallet),
            Some(asked) => {
                let registrar = self.investor(asked).map(|investor| investor.registrar);
                self.check_free(&wallet, asked, registrar.unwrap_or(u16::MAX))?;
                registrar?;
                self.requests.insert(wallet, &asked);
            }
        }
        Ok(old)
    }

    /// Takes a wallet into use for an investor: gives the investor.
    ///
    /// # Errors
    /// `NotRegistered`, `NotYourInvestor`, `ZeroAccount`, `WalletTaken`, `WalletDead`, `WalletOnHold`,
    /// `WalletNotRequested`, `TooManyWallets`.
    pub fn link(&mut self, investor_id: u64, wallet: AccountId, registrar: u16) -> Result<Investor, DeskError> {
        let mut investor = self.editable(investor_id, registrar)?;
        self.check_linkable(&wallet, investor_id, registrar)?;
        wallets::link(&mut investor.wallets, wallet)?;
        self.hand_over(&wallet, investor_id);
        self.investors.insert(investor_id, &investor);
        Ok(investor)
    }

    /// Takes a wallet of an investor out of use: gives the investor.
    ///
    /// # Errors
    /// `NotRegistered`, `WalletNotLinked`.
    pub fn unlink(&mut self, investor_id: u64, wallet: &AccountId, dead: bool) -> Result<Investor, DeskError> {
        let mut investor = self.investor(investor_id)?;
        wallets::unlink(&mut investor.wallets, wallet, dead)?;
        self.investors.insert(investor_id, &investor);
        Ok(investor)
    }

    /// Undoes that a wallet was reported dead: gives its investor and his number.
    ///
    /// # Errors
    /// `WalletNotDead`.
    pub fn revive(&mut self, wallet: &AccountId) -> Result<(u64, Investor), DeskError> {
        let investor_id = self.owners.get(wallet).ok_or(DeskError::WalletNotDead)?;
        let mut investor = self.investor(investor_id)?;
        wallets::revive(&mut investor.wallets, wallet)?;
        self.investors.insert(investor_id, &investor);
        Ok((investor_id, investor))
    }

    /// The wallet joins the list of an investor, who is written by the caller; it leaves the list it stood in.
    fn hand_over(&mut self, wallet: &AccountId, investor_id: u64) {
        if self.requests.take(wallet).is_some() {
            self.consented.insert(wallet, &());
        }
        match self.owners.get(wallet) {
            Some(owner) if owner == investor_id => return,
            Some(owner) => {
                if let Some(mut former) = self.investors.get(owner) {
                    former.wallets.retain(|listed: &Wallet| listed.account != *wallet);
                    self.investors.insert(owner, &former);
                }
            }
            None => {
                self.wallet_order.insert(self.wallet_count, wallet);
                self.wallet_count = self.wallet_count.saturating_add(1);
            }
        }
        self.owners.insert(wallet, &investor_id);
    }
}

// Helpers

impl Book {
    /// Nobody is listed against his will: a wallet that was unlinked comes back only when it asks, and one that asks for
    /// another investor is not listed here. One that nobody knows needs no request: it can leave at any time.
    fn check_linkable(&self, wallet: &AccountId, investor_id: u64, registrar: u16) -> Result<(), DeskError> {
        self.check_free(wallet, investor_id, registrar)?;
        match self.requests.get(wallet) {
            Some(asked) if asked == investor_id => Ok(()),
            None if !self.owners.contains(wallet) => Ok(()),
            _ => Err(DeskError::WalletNotRequested),
        }
    }

    /// Whether a wallet could be an investor's. Leaving an investor who is on hold does not lift the hold: else whoever is
    /// under sanction would go on under another number.
    ///
    /// A registrar can list a wallet that never asked, and so a stranger's. What he then says of it, that it is dead or its
    /// investor on hold, binds the investors whom he edits; those of others only when the wallet itself had asked for that
    /// link. Else any registrar could bar anybody's wallet from every investor, for good.
    fn check_free(&self, wallet: &AccountId, investor_id: u64, registrar: u16) -> Result<(), DeskError> {
        if is_zero(wallet) {
            return Err(DeskError::ZeroAccount);
        }
        let owner = self.owners.get(wallet).and_then(|id| Some((id, self.investors.get(id)?)));
        let Some((owner_id, owner)) = owner else { return Ok(()) };
        let is_bound = || owner.registrar == registrar || self.consented.contains(wallet);
        match wallets::link_of(&owner.wallets, wallet) {
            Some(Link::Linked) => Err(DeskError::WalletTaken),
            Some(Link::Dead) if is_bound() => Err(DeskError::WalletDead),
            _ if owner_id != investor_id && owner.status == Status::Suspended && is_bound() => {
                Err(DeskError::WalletOnHold)
            }
            Some(Link::Dead | Link::Unlinked) | None => Ok(()),
        }
    }
}

/// What speaks against a wallet in use, first things first.
fn standing(investor: &Investor, now_ms: u64, until_ms: impl FnOnce(u16) -> u64) -> Standing {
    match investor.status {
        Status::Suspended => Standing::Suspended,
        Status::Revoked => Standing::Revoked,
        Status::Active if now_ms >= investor.record.expiry_ms => Standing::Expired,
        Status::Active if now_ms >= until_ms(investor.attested_by) => Standing::NeedsReattestation,
        Status::Active => Standing::Qualifies,
    }
}

/// The places of a page.
fn places(from: u32, count: u32, end: u32) -> core::ops::Range<u32> {
    from..from.saturating_add(count.min(MAX_PAGE)).min(end)
}

#[cfg(test)]
mod tests;
