//! Worlds for the on-chain tests: a deployed series on the embedded chain, parties with names, and one way to assert
//! that something is refused.
//!
//! A test reads `World::tokyo_32().with_holders(3).at("2016-02-24T23:59:59.999+09:00")` and then what it is about.

pub mod budgets;
pub mod ceiling;
pub mod clock;
pub mod costs;
pub mod digest;
pub mod events;
pub mod model;
pub mod node;
pub mod payouts;
pub mod plans;
pub mod puppet;
pub mod seeded;
pub mod who;
pub mod world;

/// What a scenario needs.
pub mod prelude {
    pub use crate::clock::ms;
    pub use crate::events::Seen;
    pub use crate::plans;
    pub use crate::who::{Who, Who::*};
    pub use crate::world::{bundles, custom, investor, newcomer, repository, World, UNITS};
    pub use bond_abi::agent::{
        AgentError, AgentEvent, AgentRoles, CashAccounts, FiscalYear, PayingAgent as _, Payment, TaxLedger,
    };
    pub use bond_abi::desk::{
        DeskError, DeskEvent, DeskStatus, Exemption, Explanation, Investor, InvestorRecord, KycDesk, Link, Mode,
        NewInvestor, Refused, Registrar as Accredited, Renewal, Standing, Wallet as Listed,
    };
    pub use bond_abi::distributor::{
        Cash, CashDate, CashOrder, ClassRates, Coupon, CouponDistributor, CouponState, Coverage, DistributorError,
        DistributorEvent, Entitlement, Escrowed, Marks, Outcome, Quote, Surtaxes, TaxKind, TaxRow, Totals,
    };
    pub use bond_abi::office::{
        Accrual, BondOffice, Directions, Document, Flows, Grounds, Lock, LockKind, OfficeError, OfficeEvent,
        OfficeRoles, PaymentEvent, Phase, Reason, RecordHolding, Resolution, SeizedUnits, Seizure, SeriesStatus, Terms,
        TermsError,
    };
    pub use bond_abi::psp22::{AccessControlError, PSP22Error};
    pub use bond_abi::registry::{
        Entry, InvestorClass, KycRegistry, Payee, Period, Profile, RegistryError, Residence, Status, TaxClass, Taxation,
    };
    pub use bond_abi::roles::{
        conflict, AdminHandover, DelayedDuties, HandoverError, ADMIN, CONTROLLER, ESCROW, ISSUER, MAX_DELAY_MS, PAUSER,
        PAYING_AGENT, REGISTRAR,
    };
    pub use bond_abi::token::{Account, BondToken, Movement, Order, Policy, Refusal, Right, TokenError, TokenEvent};
    pub use bond_abi::yen::{YenError, YenEvent, YenToken};
    pub use bond_abi::{AccountId, MAX_PAGE};
    pub use bond_client::contracts::Message;
    pub use bond_client::{ClientError, TraitCallBuilder};
}
