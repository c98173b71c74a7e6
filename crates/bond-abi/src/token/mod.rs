//! The bond token's interface: the register (原簿) of one series, a PSP22 to every wallet.
//!
//! It is what every transfer pays for, and therefore small: units, their history at record dates, and the judgement of who
//! may hold. Terms, issue, enforcement and roles are the [office's](crate::office) matter (ADR 0021).

mod errors;
pub mod packed;

use crate::{
    abi,
    registry::{InvestorClass, Residence},
    AccountId,
};
use ink::prelude::{string::String, vec::Vec};

pub use errors::{Refusal, TokenError};

/// Most residences a series' policy can name; the policy is read with every transfer.
pub const MAX_RESIDENCES: u32 = 64;

abi! {
    /// Who may hold how much and when it moves, as far as this series is concerned. Fixed at deployment.
    pub struct Policy {
        /// Classes that may hold, bit *i* for the class of index *i*; 0 admits all.
        pub classes: u8,
        /// Residences that may hold; empty admits all. An `area` that ends in three zeros admits its whole
        /// prefecture, `area` 0 the whole country, that of a designated city (政令指定都市) its wards, 13100 the
        /// special wards of Tokyo. At most [`MAX_RESIDENCES`].
        pub residences: Vec<Residence>,
        /// Whether an investor qualifies whose registrar is no longer accredited, before another one attests him.
        pub accept_unattested: bool,
        /// The last decade of birth in which an individual may have been born, as in
        /// [`crate::desk::InvestorRecord::birth_band`]; one whose decade is not recorded does not qualify. 0: no limit.
        pub latest_birth_band: u8,
        /// Most units of one investor in all wallets together; 0: no limit.
        pub max_units_per_investor: u64,
        /// Fewest units that a wallet may keep or be left with, unless it keeps none; 0: no limit.
        pub min_units_per_wallet: u64,
        /// First instant at which units are transferable.
        pub transferable_from_ms: u64,
        /// First instant at which they no longer are; `u64::MAX` for no end.
        pub transferable_until_ms: u64,
        /// Whether each transfer needs the issuer's approval (譲渡承認), asked for at the office.
        pub needs_approval: bool,
    }
}

impl Policy {
    /// Everybody may hold, and always transfer.
    pub const OPEN: Self = Self {
        classes: 0,
        residences: Vec::new(),
        accept_unattested: false,
        latest_birth_band: 0,
        max_units_per_investor: 0,
        min_units_per_wallet: 0,
        transferable_from_ms: 0,
        transferable_until_ms: u64::MAX,
        needs_approval: false,
    };

    /// The bit of a class in [`Policy::classes`].
    pub const fn class_bit(class: InvestorClass) -> u8 {
        match class {
            InvestorClass::Individual => 1,
            InvestorClass::Corporation => 2,
            InvestorClass::FinancialInstitution => 4,
            InvestorClass::PublicBody => 8,
        }
    }
}

abi! {
    /// What a token takes over from its office when it is made.
    pub struct Founding {
        /// Name of the series.
        pub name: String,
        /// Its symbol.
        pub symbol: String,
        /// The KYC registry.
        pub registry: AccountId,
        /// Who may hold.
        pub policy: Policy,
        /// Cutoffs of the payment events, in order.
        pub cutoffs_ms: Vec<u64>,
    }
}

abi! {
    /// The state of the register in one read.
    #[derive(Copy)]
    pub struct TokenState {
        /// The KYC registry.
        pub registry: AccountId,
        /// The office, whose orders it follows.
        pub office: AccountId,
        /// The coupon distributor, once wired.
        pub distributor: Option<AccountId>,
        /// Whether the issue is closed, so that units are transferable.
        pub open: bool,
        /// Whether transfers are stopped.
        pub paused: bool,
        /// Record-date cutoffs passed so far.
        pub epoch: u8,
        /// Payment events of the series.
        pub events: u8,
        /// Units in circulation.
        pub supply_units: u64,
        /// Wallets that ever held units.
        pub wallets: u32,
    }
}

abi! {
    /// A wallet in the register.
    #[derive(Copy, Default)]
    pub struct Account {
        /// Units now.
        pub units: u64,
        /// How many of them its holder cannot move: frozen, seized, or waiting for an approval.
        pub locked_units: u64,
        /// Record-date epoch of the last change of units.
        pub epoch: u8,
        /// Bit *k*: what was held at the cutoff of event *k* was saved.
        pub marks: u128,
        /// [`Account::FROZEN`], [`Account::RETIRED`], [`Account::SEIZED`].
        pub flags: u8,
        /// The investor to whom the wallet belonged when it last received units.
        pub investor_id: u64,
        /// The day in JST on which it first received units; 0 before.
        pub since_day: i32,
        /// The day in JST on which its units last changed.
        pub changed_day: i32,
    }
}

impl Account {
    /// Flag: it neither sends nor receives.
    pub const FROZEN: u8 = 1;
    /// Flag: its units went to a successor; it never receives again.
    pub const RETIRED: u8 = 2;
    /// Flag: some of its units are seized, and what these are due goes elsewhere.
    pub const SEIZED: u8 = 4;

    /// Whether a flag is set.
    pub const fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

abi! {
    /// By which right units move on the office's order.
    pub enum Right {
        /// The holder's own wish: every rule of a transfer applies.
        Holder,
        /// The holder's wish, which the issuer approved.
        Approved,
        /// A controller's order: pause, the sender's standing and the limits of amounts and times do not matter; the
        /// recipient's standing does (N2).
        Enforced,
    }
}

abi! {
    /// Units on their way.
    #[derive(Copy)]
    pub struct Movement {
        /// From whom.
        pub from: AccountId,
        /// To whom.
        pub to: AccountId,
        /// How many.
        pub units: u64,
        /// How many of them are taken out of the sender's lock.
        pub unlock_units: u64,
        /// By which right.
        pub right: Right,
        /// Whether class, residence and age of the recipient do not matter: heirs and courts do not choose them. Whoever
        /// receives must be identified and in good standing all the same.
        pub waive_policy: bool,
    }
}

abi! {
    /// What a payer needs to know about a holder.
    #[derive(Copy)]
    pub struct Held {
        /// Units at the asked cutoff.
        pub units: u64,
        /// What is said about the account now: [`Account::FROZEN`], [`Account::RETIRED`], [`Account::SEIZED`].
        pub flags: u8,
    }
}

impl Held {
    /// Whether the account was replaced by a successor, to whom its money is due.
    pub const fn is_retired(&self) -> bool {
        self.flags & Account::RETIRED != 0
    }

    /// Whether its money may be due to somebody else, whom the office knows.
    pub const fn is_directed(&self) -> bool {
        self.flags & (Account::RETIRED | Account::SEIZED) != 0
    }
}

/// What the register is told to do. Who gives the order has checked who may ask for it. On the wire it is a
/// [`packed::PackedOrder`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Wiring and gates.
    Set {
        /// The coupon distributor.
        distributor: AccountId,
        /// Whether units are transferable.
        open: bool,
        /// Whether transfers are stopped.
        paused: bool,
    },
    /// Makes event `last` the last one, with another cutoff; neither has passed.
    Recut {
        /// Its index.
        last: u8,
        /// Its cutoff.
        cutoff_ms: u64,
    },
    /// New units.
    Issue {
        /// Whose.
        to: AccountId,
        /// How many.
        units: u64,
    },
    /// Moves units.
    Move(Movement),
    /// Takes units out of the world, free or locked. The distributor may order it after the last cutoff.
    Burn {
        /// Whose.
        from: AccountId,
        /// How many.
        units: u64,
        /// How many of them may be taken out of the lock, as far as so many are locked.
        unlock_units: u64,
    },
    /// Replaces what is kept about a wallet beside its units.
    Mark {
        /// Which.
        account: AccountId,
        /// How many of its units are locked.
        locked_units: u64,
        /// [`Account::FROZEN`], [`Account::RETIRED`], [`Account::SEIZED`].
        flags: u8,
    },
    /// Judges a wallet as a recipient of units, and lets its own count as its investor's.
    Judge {
        /// Which.
        account: AccountId,
        /// As in [`Movement::waive_policy`].
        waive_policy: bool,
        /// Whether its units become its investor's; otherwise they have to be his already.
        adopt: bool,
    },
    /// Sets an allowance that must be `old` now.
    Allow {
        /// Whose units.
        owner: AccountId,
        /// Who may move them.
        spender: AccountId,
        /// What it must be now.
        old: u128,
        /// What it will be.
        new: u128,
    },
}

/// `BondToken::units_at_many(accounts, k) -> Result<Vec<Held>, TokenError>`
pub const UNITS_AT_MANY: [u8; 4] = ink::selector_bytes!("BondToken::units_at_many");
/// `BondToken::state() -> TokenState`
pub const STATE: [u8; 4] = ink::selector_bytes!("BondToken::state");
/// `BondToken::post(orders) -> Result<(), TokenError>`
pub const POST: [u8; 4] = ink::selector_bytes!("BondToken::post");

/// The register's messages, beside PSP22 and PSP22Metadata.
#[ink::trait_definition]
pub trait BondToken {
    /// Wiring, clock and supply. # Access: anyone.
    #[ink(message)]
    fn state(&self) -> TokenState;

    /// A wallet, all zeros when it never held units. # Access: anyone.
    #[ink(message)]
    fn account(&self, account: AccountId) -> Account;

    /// Wallets that ever held units, from number `start` on in the order in which they first did, at most
    /// [`crate::MAX_PAGE`]. # Access: anyone.
    #[ink(message)]
    fn register(&self, start: u32, count: u32) -> Vec<(AccountId, Account)>;

    /// Whether a transfer would pass now, with the reason when not. # Access: anyone. # Errors: `Refusal`.
    #[ink(message)]
    fn can_transfer(&self, from: AccountId, to: AccountId, units: u128) -> Result<(), Refusal>;

    /// Units of at most [`crate::MAX_PAGE`] accounts at the cutoff of event `k`, and what is said about each account now.
    /// # Access: anyone.
    /// # Errors: `UnknownEvent`, `RecordDateNotReached`, `BatchTooLarge`.
    #[ink(message)]
    fn units_at_many(&self, accounts: Vec<AccountId>, k: u8) -> Result<Vec<Held>, TokenError>;

    /// Units in circulation at the cutoff of event `k`. # Access: anyone. # Errors: `UnknownEvent`, `RecordDateNotReached`.
    #[ink(message)]
    fn supply_at(&self, k: u8) -> Result<u64, TokenError>;

    /// Carries out orders, all or none, at most [`crate::MAX_PAGE`]; those that issue and move units name at most as many
    /// accounts together.
    ///
    /// # Access: the office; the wired distributor for [`Order::Burn`]. # Errors: `NotEntitled`, `BatchTooLarge`,
    /// `Refused` with the row and its reason. # Events: `Transfer` for each issue, move, cancellation and redemption,
    /// `Approval` for each allowance.
    #[ink(message)]
    fn post(&mut self, orders: Vec<Order>) -> Result<(), TokenError>;
}

/// The register's events, in the order of their index on the wire.
#[derive(Debug, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
pub enum TokenEvent {
    /// PSP22: units moved, were issued (`from` empty) or redeemed or cancelled (`to` empty).
    Transfer { from: Option<AccountId>, to: Option<AccountId>, value: u128 },
    /// PSP22: an allowance was set.
    Approval { owner: AccountId, spender: AccountId, amount: u128 },
}
