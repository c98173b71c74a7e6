//! The coupon distributor's interface: announces, funds and pays coupons and principal, and keeps what was withheld.
//!
//! Whatever a person with a duty decides about its money is ordered by the [paying agent's](crate::agent) contract.

mod errors;
pub mod packed;

pub use errors::DistributorError;

use crate::{abi, registry::TaxClass, AccountId};
use ink::prelude::vec::Vec;

/// Most rows a tax table can have.
pub const MAX_TAX_ROWS: u32 = 16;
/// Most events that one `claim_all` pays.
pub const MAX_CLAIMS: u8 = 16;
/// Most events of one page of `events`.
pub const MAX_EVENTS_PAGE: u8 = 16;
/// Most days by which an exception moves the cash date: the longest run of bank holidays there was, in 2019.
pub const MAX_PAYMENT_DAY_SHIFT: i32 = 10;
/// As how many an account counts in a page about which the office must be asked, because it was replaced or has seized
/// units: paying it costs less than paying three others (ADR 0026).
pub const DIRECTED_WEIGHT: u32 = 3;

abi! {
    /// Rates withheld from one tax class, in 1/100,000: 15.315 % is 15 315.
    #[derive(Copy)]
    pub struct ClassRates {
        /// National tax (源泉所得税).
        pub national_e5: u32,
        /// Local tax (住民税配当割).
        pub local_e5: u32,
    }
}

abi! {
    /// Surtaxes on the income tax, in parts per 1,000 of it, market-rules-2 §B2.
    #[derive(Copy)]
    pub struct Surtaxes {
        /// Special income tax for reconstruction (復興特別所得税).
        pub reconstruction_permille: u16,
        /// Special income tax for defence (防衛特別所得税).
        pub defence_permille: u16,
    }
}

abi! {
    /// Tax rates in force from a payment date on, market-rules §3. The exempt class pays nothing and has no row.
    #[derive(Copy)]
    pub struct TaxRow {
        /// First payment day to which the rates apply.
        pub from_day: i32,
        /// Resident individuals.
        pub individual: ClassRates,
        /// Domestic corporations.
        pub corporation: ClassRates,
        /// Non-residents.
        pub non_resident: ClassRates,
        /// What of the national rates is not income tax.
        pub surtaxes: Surtaxes,
    }
}

impl TaxRow {
    /// The rates of a class.
    pub const fn of(&self, class: TaxClass) -> ClassRates {
        match class {
            TaxClass::Individual => self.individual,
            TaxClass::Corporation => self.corporation,
            TaxClass::NonResident => self.non_resident,
            TaxClass::Exempt => ClassRates { national_e5: 0, local_e5: 0 },
        }
    }
}

abi! {
    /// Where a coupon stands.
    pub enum CouponState {
        /// Amounts are frozen; money is being gathered.
        Announced,
        /// Fully funded and payable.
        Open,
        /// Every holder at the cutoff is paid.
        Settled,
        /// The claims that were left have lapsed (消滅時効), and the issuer took their money back.
        Lapsed,
    }
}

abi! {
    /// Sums of what was paid for one event, in whole yen: gross = national + local + net.
    #[derive(Copy, Default)]
    pub struct Totals {
        /// Units at the cutoff whose holders are paid.
        pub units: u64,
        /// Holders paid.
        pub payees: u32,
        /// Interest before tax.
        pub gross_yen: u128,
        /// National tax withheld.
        pub national_tax_yen: u128,
        /// Local tax withheld.
        pub local_tax_yen: u128,
        /// Interest paid out.
        pub net_yen: u128,
        /// Principal paid out.
        pub principal_yen: u128,
    }
}

abi! {
    /// One announced payment event: everything that decides an amount is frozen here (N12).
    #[derive(Copy)]
    pub struct Coupon {
        /// State.
        pub state: CouponState,
        /// Cutoff whose holders are paid.
        pub cutoff_ms: u64,
        /// Day the cash is due.
        pub payment_day: i32,
        /// Units at the cutoff.
        pub supply_units: u64,
        /// Interest per one yen, in units of 10^−`per_yen_digits`.
        pub interest_per_yen: u64,
        /// Decimals of `interest_per_yen`.
        pub per_yen_digits: u8,
        /// Principal per unit the interest is computed on.
        pub outstanding_per_unit_yen: u64,
        /// Principal per unit repaid.
        pub principal_per_unit_yen: u64,
        /// Whether this event redeems the units.
        pub last: bool,
        /// Tax rates in force on the payment day.
        pub rates: TaxRow,
        /// Gross interest on the whole supply, floored once, plus principal: never less than what holders are due.
        pub required_yen: u128,
        /// Money received for this event.
        pub funded_yen: u128,
        /// Years after which what nobody claimed lapses; with principal, the longer of both terms.
        pub prescription_years: u8,
        /// The day on which it opened; 0 before. What is paid late lapses late.
        pub opened_day: i32,
        /// What was paid.
        pub paid: Totals,
        /// Interest before tax and principal of holders who could not be paid so far, with what went into escrow for them;
        /// as it was when the event lapsed.
        pub reserved_yen: u128,
        /// Their units at the cutoff.
        pub reserved_units: u64,
        /// How many they are.
        pub reserved_payees: u32,
        /// Of holders whose units are partly seized, the escrow's part that was paid while the other part could not be, with
        /// the taxes that were withheld for it; not in `paid` until the rest is.
        pub advanced: Totals,
        /// Of what is reserved, before tax, and without what is advanced: what waits for holders who are on hold with their
        /// registrar. It does not lapse (ADR 0032).
        pub held_yen: u128,
        /// How many they are.
        pub held_payees: u32,
        /// National tax taken out to the tax account.
        pub national_withdrawn_yen: u128,
        /// Local tax taken out to the tax account.
        pub local_withdrawn_yen: u128,
        /// What went back to the issuer after the claims had lapsed.
        pub lapsed_yen: u128,
    }
}

impl Coupon {
    /// What left the event so far: what was paid, and what went into escrow while the rest could not be; `None` beyond all
    /// numbers. Its units and payees are those of `paid`.
    pub fn done(&self) -> Option<Totals> {
        let (paid, advanced) = (&self.paid, &self.advanced);
        Some(Totals {
            units: paid.units,
            payees: paid.payees,
            gross_yen: paid.gross_yen.checked_add(advanced.gross_yen)?,
            national_tax_yen: paid.national_tax_yen.checked_add(advanced.national_tax_yen)?,
            local_tax_yen: paid.local_tax_yen.checked_add(advanced.local_tax_yen)?,
            net_yen: paid.net_yen.checked_add(advanced.net_yen)?,
            principal_yen: paid.principal_yen.checked_add(advanced.principal_yen)?,
        })
    }
}

abi! {
    /// Whether an event has its money.
    #[derive(Copy)]
    pub struct Coverage {
        /// State of the event.
        pub state: CouponState,
        /// What it needs.
        pub required_yen: u128,
        /// What it has.
        pub funded_yen: u128,
        /// What it lacks.
        pub missing_yen: u128,
        /// What is put aside and could be drawn for it.
        pub reserve_yen: u128,
        /// First instant of the payment day.
        pub payment_ms: u64,
        /// The payment day is over and it is not open, though something is due: payment on the day itself is in time.
        pub late: bool,
    }
}

abi! {
    /// The distributor's money.
    #[derive(Copy)]
    pub struct Cash {
        /// What the payment token says it has.
        pub balance_yen: u128,
        /// What it owes to holders and to the tax office, the reserve included.
        pub owed_yen: u128,
        /// Put aside for events that may need it (減債基金).
        pub reserve_yen: u128,
        /// What nobody is owed.
        pub surplus_yen: u128,
        /// The code of the payment token that was accepted.
        pub payment_code: [u8; 32],
    }
}

abi! {
    /// An exception to the cash date of an event. It holds for the day of the schedule for which it was made, and for no
    /// other that an early redemption may have put in its place.
    #[derive(Copy)]
    pub struct CashDate {
        /// The day of the schedule.
        pub scheduled_day: i32,
        /// The day on which the cash is due instead.
        pub day: i32,
    }
}

abi! {
    /// What became of the events of an account, bit *k* for event *k*.
    #[derive(Copy, Default)]
    pub struct Marks {
        /// Paid.
        pub paid: u128,
        /// Could not be paid when it was tried last, and was not paid since.
        pub reserved: u128,
        /// Lapsed, and looked at since by a page, which cancelled the units of the last event.
        pub lapsed: u128,
    }
}

abi! {
    /// The part of a payment that goes to a court's escrow (供託), because units are seized.
    #[derive(Copy)]
    pub struct Escrowed {
        /// Where it goes.
        pub account: AccountId,
        /// How much.
        pub yen: u128,
    }
}

abi! {
    /// What a holder is due for one event, in whole yen.
    #[derive(Copy)]
    pub struct Quote {
        /// Units at the cutoff.
        pub units: u64,
        /// Interest before tax, floored once on the total holding.
        pub gross_yen: u128,
        /// National tax, floored.
        pub national_tax_yen: u128,
        /// Local tax, floored.
        pub local_tax_yen: u128,
        /// Interest after tax.
        pub net_yen: u128,
        /// Principal.
        pub principal_yen: u128,
    }
}

abi! {
    /// What became of one account of a page.
    pub enum Outcome {
        /// Paid now.
        Paid,
        /// Was paid before, also earlier in the same page.
        AlreadyPaid,
        /// Held nothing at the cutoff.
        NotAHolder,
        /// On hold with the registrar; the money is reserved.
        Suspended,
        /// Unknown to the registrar, hence no tax class; the money is reserved.
        NotRegistered,
        /// The payment token refused this payment; the money is reserved.
        PaymentRefused,
        /// The claim has lapsed; units of the last event are cancelled.
        Lapsed,
    }
}

abi! {
    /// What an account is due for an event, and what a payment now would come to.
    #[derive(Copy)]
    pub struct Entitlement {
        /// Units at the cutoff.
        pub units: u64,
        /// The amounts; `None` without a tax class, when the registrar does not know the account.
        pub quote: Option<Quote>,
        /// Who is paid: the account, or the wallet that took its place.
        pub to: Option<AccountId>,
        /// The part that a payment now would send to a court's escrow.
        pub escrowed: Option<Escrowed>,
        /// What a payment now, or once the event is open, would come to; `Paid` if nothing stands against it, `Lapsed` for
        /// whoever was not paid in time.
        pub outcome: Outcome,
    }
}

abi! {
    /// Which tax.
    pub enum TaxKind {
        /// National tax (源泉所得税).
        National,
        /// Local tax (住民税配当割).
        Local,
    }
}

abi! {
    /// What the paying agent's contract may order.
    pub enum CashOrder {
        /// Adds a row to the tax table, or replaces one that begins on the same day; it begins after today, or before every
        /// other one, for days that had none.
        SetTaxRow(TaxRow),
        /// Moves the cash date of an event that is not open; `None` takes the move back.
        SetPaymentDay {
            /// Which.
            event: u8,
            /// Its day in the schedule.
            scheduled_day: i32,
            /// The day.
            day: Option<i32>,
        },
        /// Takes withheld tax out.
        WithdrawTax {
            /// Of which event.
            event: u8,
            /// Which tax.
            kind: TaxKind,
            /// How much.
            yen: u128,
            /// Where to.
            to: AccountId,
        },
        /// Takes out what nobody is owed.
        WithdrawSurplus {
            /// How much.
            yen: u128,
            /// Where to.
            to: AccountId,
        },
        /// Ends an open event whose claims have lapsed, and takes out what is left of it but for what waits for holders who
        /// are on hold; of one that never opened, takes the part of its money out and leaves it as it is.
        Reclaim {
            /// Which.
            event: u8,
            /// Where to.
            to: AccountId,
        },
        /// Accepts the code that the payment token has now.
        AcceptPaymentCode {
            /// Its hash.
            code_hash: [u8; 32],
        },
    }
}

abi! {
    /// The contracts this distributor works with, fixed at deployment.
    #[derive(Copy)]
    pub struct Wiring {
        /// The bond.
        pub token: AccountId,
        /// The bond's office, which knows what each event pays.
        pub office: AccountId,
        /// The bond's registry.
        pub registry: AccountId,
        /// The PSP22 in which everything is paid.
        pub payment_token: AccountId,
        /// The paying agent's contract, whose orders it follows.
        pub agent: AccountId,
    }
}

/// `CouponDistributor::order(order) -> Result<u128, DistributorError>`
pub const ORDER: [u8; 4] = ink::selector_bytes!("CouponDistributor::order");

/// The distributor's messages. All but `order` are open to anyone, and move money nowhere but to the holders it is owed
/// to.
#[ink::trait_definition]
pub trait CouponDistributor {
    /// The contracts it works with. # Access: anyone.
    #[ink(message)]
    fn wiring(&self) -> Wiring;

    /// The tax table. # Access: anyone.
    #[ink(message)]
    fn tax_table(&self) -> Vec<TaxRow>;

    /// Event `k`, once announced. # Access: anyone.
    #[ink(message)]
    fn event(&self, k: u8) -> Option<Coupon>;

    /// The first announced events from number `start` on, at most `count` and [`MAX_EVENTS_PAGE`] of them; those that are
    /// not announced are passed over. # Access: anyone.
    #[ink(message)]
    fn events(&self, start: u8, count: u8) -> Vec<(u8, Coupon)>;

    /// The exception to the cash date of an event, with the day of the schedule for which it was made. # Access: anyone.
    #[ink(message)]
    fn payment_day(&self, k: u8) -> Option<CashDate>;

    /// Whether event `k` has its money, and whether it is late. # Access: anyone. # Errors: `NotAnnounced`.
    #[ink(message)]
    fn coverage(&self, k: u8) -> Result<Coverage, DistributorError>;

    /// What it has, what it owes, and what nobody is owed. # Access: anyone.
    /// # Errors: `PaymentFailed` when the payment token does not answer.
    #[ink(message)]
    fn cash(&self) -> Result<Cash, DistributorError>;

    /// What `account` is due for the announced event `k`, paid or not. # Access: anyone.
    /// # Errors: `NotAnnounced`, `TokenUnavailable`, `RegistryUnavailable`, `PayeeNotRegistered`, `Overflow`.
    #[ink(message)]
    fn quote(&self, account: AccountId, k: u8) -> Result<Quote, DistributorError>;

    /// Whether `account` was paid for event `k`. # Access: anyone.
    #[ink(message)]
    fn is_paid(&self, account: AccountId, k: u8) -> bool;

    /// What became of the events of `account`. # Access: anyone.
    #[ink(message)]
    fn marks(&self, account: AccountId) -> Marks;

    /// What at most [`crate::MAX_PAGE`] accounts are due for the announced event `k`, and what a payment now would come
    /// to; one that was replaced or has seized units counts as [`DIRECTED_WEIGHT`]. # Access: anyone.
    /// # Errors: `NotAnnounced`, `BatchTooLarge`, `TooManyDirected`, `TokenUnavailable`, `RegistryUnavailable`,
    /// `OfficeUnavailable`, `Overflow`.
    #[ink(message)]
    fn entitlements(&self, k: u8, accounts: Vec<AccountId>) -> Result<Vec<Entitlement>, DistributorError>;

    /// Freezes event `k` once its cutoff has passed.
    ///
    /// # Access: anyone. # Errors: `AlreadyAnnounced`, `UnknownEvent`, `RecordDateNotReached`, `TokenUnavailable`,
    /// `NotWired`, `NoTaxRates`, `Overflow`. # Events: `CouponAnnounced`.
    #[ink(message)]
    fn announce(&mut self, k: u8) -> Result<(), DistributorError>;

    /// Takes what is missing of event `k` from the caller, who approved it before, but at most `amount_yen`; gives what it
    /// took. Who came first with a part keeps nobody from bringing the rest.
    ///
    /// # Access: anyone, while `Announced`. # Errors: `NotAnnounced`, `WrongState`, `ZeroAmount`, `ExceedsRequired` when
    /// nothing is missing, `PaymentTokenChanged`, `FundingFailed`. # Events: `CouponFunded` with what was taken.
    #[ink(message)]
    fn fund(&mut self, k: u8, amount_yen: u128) -> Result<u128, DistributorError>;

    /// Takes `amount_yen` from the caller, who approved it before, into the reserve (減債基金) of event `k`, announced or not.
    /// Only that event can be funded from it, and the last one also from what was put aside for events that an early
    /// redemption took away. What the event turned out not to need is surplus once it is funded; so is all of it while
    /// everything is bought back.
    ///
    /// # Access: anyone. # Errors: `ZeroAmount`, `UnknownEvent`, `NothingAhead` when the event needs nothing more,
    /// `TokenUnavailable`, `PaymentTokenChanged`, `FundingFailed`, `Overflow`. # Events: `ReserveDeposited`.
    #[ink(message)]
    fn deposit(&mut self, k: u8, amount_yen: u128) -> Result<(), DistributorError>;

    /// Funds event `k` from its reserve, as far as it reaches.
    ///
    /// # Access: anyone, while `Announced`. # Errors: `NotAnnounced`, `WrongState`, `ReserveEmpty`, `ExceedsRequired` when
    /// nothing is missing. # Events: `ReserveDrawn`.
    #[ink(message)]
    fn draw(&mut self, k: u8) -> Result<(), DistributorError>;

    /// Opens event `k` for payment, fully funded and on or after its payment day.
    ///
    /// # Access: anyone, while `Announced`. # Errors: `NotAnnounced`, `WrongState`, `PaymentDateNotReached`,
    /// `Underfunded`. # Events: `CouponOpened`.
    #[ink(message)]
    fn open(&mut self, k: u8) -> Result<(), DistributorError>;

    /// Pays the caller's own entitlement of event `k`.
    ///
    /// # Access: anyone, while `Open`; once `Settled`, everybody is paid. # Errors: `NotAnnounced`, `WrongState`, `Lapsed`,
    /// `AlreadyPaid`, `NotAHolder`, `PayeeSuspended`, `PayeeNotRegistered`, `PaymentFailed`, `PaymentTokenChanged`,
    /// `RedemptionFailed`, `TokenUnavailable`, `RegistryUnavailable`, `OfficeUnavailable`.
    /// # Events: `CouponPaid`, `CouponSettled` with the last.
    #[ink(message)]
    fn claim(&mut self, k: u8) -> Result<Quote, DistributorError>;

    /// Pays what open events owe to the caller, the earliest first, at most `count` and [`MAX_CLAIMS`] of them. Whatever
    /// cannot be paid now stays as it is. Gives the events that were paid; those that are left need another call.
    ///
    /// # Access: anyone. # Errors: `NothingDue`, and those of `claim` that concern the payment itself.
    /// # Events: as `claim`, each.
    #[ink(message)]
    fn claim_all(&mut self, count: u8) -> Result<Vec<(u8, Quote)>, DistributorError>;

    /// Pays up to [`crate::MAX_PAGE`] accounts; whoever cannot be paid now is reserved and listed, duplicates are
    /// harmless (N6–N8). One that was replaced or has seized units counts as [`DIRECTED_WEIGHT`], so that every page that
    /// is taken can be carried out. After the claims of the last event have lapsed, it cancels the units that were left.
    ///
    /// # Access: anyone, while not `Announced`. # Errors: `NotAnnounced`, `WrongState`, `BatchTooLarge`, `TooManyDirected`,
    /// `PaymentFailed`, `PaymentTokenChanged`, `RedemptionFailed`, `TokenUnavailable`, `RegistryUnavailable`,
    /// `OfficeUnavailable`.
    /// # Events: `CouponPaid` or `PaymentReserved` each, `CouponSettled` with the last.
    #[ink(message)]
    fn pay_page(&mut self, k: u8, accounts: Vec<AccountId>) -> Result<Vec<Outcome>, DistributorError>;

    /// Carries out an order; gives the yen that it moved.
    ///
    /// # Access: the paying agent's contract. # Errors: `NotTheAgent`; `TaxTable`, `TaxRowInForce`; `WrongState`,
    /// `NoTaxRates`; `NotAnnounced`, `ZeroAmount`, `ExceedsWithheld`; `ExceedsSurplus`; `PrescriptionRunning`;
    /// `ForeignCode`; `BadAccount`, `PaymentTokenChanged`, `PaymentFailed`, `Overflow`.
    #[ink(message)]
    fn order(&mut self, order: CashOrder) -> Result<u128, DistributorError>;
}

/// The distributor's events, in the order of their index on the wire.
#[derive(Debug, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
pub enum DistributorEvent {
    /// An event's amounts were frozen.
    CouponAnnounced { event: u8, supply_units: u64, required_yen: u128, payment_day: i32 },
    /// Money came in for an event.
    CouponFunded { event: u8, by: AccountId, amount_yen: u128, funded_yen: u128 },
    /// An event became payable.
    CouponOpened { event: u8 },
    /// A holder, or `to`, the wallet that took his place, was paid; the escrowed part went elsewhere.
    CouponPaid { event: u8, account: AccountId, to: AccountId, quote: Quote, escrowed: Option<Escrowed> },
    /// A holder could not be paid; what he is due before tax waits, but for what went into escrow now.
    PaymentReserved { event: u8, account: AccountId, amount_yen: u128, outcome: Outcome, escrowed: Option<Escrowed> },
    /// Everybody is paid.
    CouponSettled { event: u8 },
    /// Money was put aside.
    ReserveDeposited { event: u8, by: AccountId, amount_yen: u128, reserve_yen: u128 },
    /// An event was funded from what was put aside.
    ReserveDrawn { event: u8, amount_yen: u128, funded_yen: u128, reserve_yen: u128 },
}
