//! What keeps units from moving: a controller's acts, seizures and where their money goes, requests.

use crate::{abi, AccountId};

abi! {
    /// Why a controller acts.
    pub enum Reason {
        /// Order of a court or an authority (裁判所・官公庁の命令).
        LegalOrder,
        /// Succession (相続).
        Succession,
        /// The key to a wallet is lost or stolen (秘密鍵の喪失).
        LostKey,
        /// Sanctions or suspected crime (制裁・犯罪の疑い).
        Sanction,
        /// Correction of a mistake (誤記録の訂正).
        Correction,
        /// The holder asked for it (保有者の申出).
        HolderRequest,
        /// Pledge (質権).
        Pledge,
    }
}

abi! {
    /// What a controller's act rests on.
    #[derive(Copy)]
    pub struct Grounds {
        /// Why.
        pub reason: Reason,
        /// Hash of the document that orders it; not all zeros.
        pub document: [u8; 32],
    }
}

abi! {
    /// A court's seizure of units (差押え). While it lasts, what they earn and repay goes into escrow (供託).
    #[derive(Copy)]
    pub struct Seizure {
        /// Salted hash of the case's number; not all zeros.
        pub case_reference: [u8; 32],
        /// The account of the escrow, one of those that the admin lists. All seizures of one holder share it.
        pub escrow: AccountId,
    }
}

abi! {
    /// Units of an account that are seized, in all cases together.
    #[derive(Copy)]
    pub struct SeizedUnits {
        /// Where their money goes.
        pub escrow: AccountId,
        /// How many.
        pub units: u64,
    }
}

abi! {
    /// Where the money goes that an account earned with one payment event, if not to itself.
    #[derive(Copy, Default)]
    pub struct Directions {
        /// The wallet that took its place, as [`super::BondOffice::successor`] says.
        pub successor: Option<AccountId>,
        /// The seized units that were in this account at the event's record date, wherever they went since.
        pub seized: Option<SeizedUnits>,
    }
}

abi! {
    /// What kind of lock it is, and what it is for.
    pub enum LockKind {
        /// Frozen by a controller.
        Frozen,
        /// Seized (差押え).
        Seized {
            /// The case, and where its money goes.
            seizure: Seizure,
        },
        /// Waiting for the issuer's approval of a transfer.
        Pending {
            /// The recipient.
            to: AccountId,
        },
        /// A claim that is seized (債権差押え): what the account earned with one event, although the units are gone. No units
        /// are locked.
        ClaimSeized {
            /// The payment event.
            event: u8,
            /// The case, and where its money goes.
            seizure: Seizure,
        },
    }
}

abi! {
    /// Units that their holder cannot move, which keep earning for him; or what units earned that he cannot collect.
    #[derive(Copy)]
    pub struct Lock {
        /// The holder.
        pub account: AccountId,
        /// How many units.
        pub units: u64,
        /// What for.
        pub kind: LockKind,
        /// Since when.
        pub since_ms: u64,
    }
}
